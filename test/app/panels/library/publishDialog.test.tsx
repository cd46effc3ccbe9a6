import { act, screen } from '@testing-library/preact'
import { describe, expect, it, vi } from 'vitest'
import { PublishDialog } from '../../../../src/app/panels/library/publishDialog.js'
import { appAround, show } from '../../component.js'
import { job } from '../../entries.js'

const push = job('push-1', { kind: 'push', title: 'Push runs', message: 'Sending' })

const plan = { files: [{ name: 'README.md', bytes: 2048 }], leftOut: ['notes.txt'] }

function dialog(answers: NonNullable<Parameters<typeof appAround>[0]>['answers'] = {}) {
  const onClose = vi.fn()
  const app = appAround({
    answers: {
      'hub.status': () => ({ user: 'me', hasToken: true }),
      'hub.push': () => push,
      'hub.plan': () => plan,
      ...answers,
    },
  })
  return { onClose, ...show(<PublishDialog kind="datasets" id="runs" title="Runs" onClose={onClose} />, app) }
}
const repository = () => screen.findByRole<HTMLInputElement>('textbox', { name: 'Repository' })
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })

/** Presses the button once what would be sent is on the screen. */
async function publish(user: ReturnType<typeof dialog>['user'], name = 'Publish') {
  await screen.findByTestId('publish-plan')
  await user.click(button(name))
}

describe('publishing', () => {
  it('suggests a repository of the account, private, and sends it', async () => {
    const { app, user } = dialog()
    screen.getByRole('dialog', { name: 'Publish Runs' })
    expect((await repository()).value).toBe('me/runs')
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /^Private/ }).checked).toBe(true)
    await publish(user)
    expect(app.host.inputs('hub.push')).toEqual([
      { kind: 'datasets', id: 'runs', repo: 'me/runs', private: true },
    ])
    await screen.findByRole('progressbar', { name: 'Sending' })
  })

  it('shows the address when it is done', async () => {
    const { app, user, onClose } = dialog()
    await repository()
    await publish(user)
    await screen.findByRole('progressbar')
    await act(() => app.jobs.put({ ...push, state: 'done', result: 'https://hub.test/me/runs' }))
    expect(screen.getByRole('link').getAttribute('href')).toBe('https://hub.test/me/runs')
    await user.click(screen.getAllByRole('button', { name: 'Close' }).at(-1)!)
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('asks for a token where the host has none, and refuses what is none', async () => {
    const { app, user } = dialog({ 'hub.status': () => ({ user: null, hasToken: false }) })
    await user.type(await repository(), 'me/runs')
    await publish(user)
    expect(screen.getByRole('alert').textContent).toBe('A token is needed to write to the Hub.')
    await user.type(screen.getByLabelText('Access token'), 'abc')
    expect(screen.getByRole('alert').textContent).toBe('A Hugging Face token begins with hf_.')
    expect(app.host.inputs('hub.push')).toEqual([])
  })

  it('says what is wrong with the repository only once one has tried', async () => {
    const { user } = dialog()
    await user.clear(await repository())
    expect(screen.queryByRole('alert')).toBeNull()
    await publish(user)
    expect(screen.getByRole('alert').textContent).toBe('Write it as owner/name.')
  })

  it('says why it failed, and tries again', async () => {
    const { app, user } = dialog()
    await repository()
    await publish(user)
    await screen.findByRole('progressbar')
    await act(() => app.jobs.put({ ...push, state: 'failed', message: 'no network' }))
    expect(screen.getByRole('alert').textContent).toContain('No network')
    await publish(user, 'Try again')
    expect(app.host.inputs('hub.push')).toHaveLength(2)
  })

  it('can be cancelled while it sends', async () => {
    const { app, user } = dialog({ 'jobs.cancel': () => ({}) })
    await repository()
    await publish(user)
    await screen.findByRole('progressbar')
    await user.click(button('Cancel'))
    expect(app.host.inputs('jobs.cancel')).toEqual([{ jobId: 'push-1' }])
  })

  it('shows what goes up and what stays, and sends nothing that it could not show', async () => {
    dialog()
    const listed = await screen.findByTestId('publish-plan')
    expect(listed.textContent).toMatch(/1 file of .* will be sent/)
    expect(listed.textContent).toMatch('README.md')
    expect(listed.textContent).toMatch('Stays here: notes.txt.')
  })

  it('cannot be published where a link leads out of it, and says so', async () => {
    const { app, user } = dialog({
      'hub.plan': () => {
        throw new Error('notes.txt is a link that leads out of runs')
      },
    })
    await screen.findByText(/otes\.txt is a link that leads out/)
    expect(button('Publish').disabled).toBe(true)
    await user.click(button('Publish'))
    expect(app.host.inputs('hub.push')).toEqual([])
  })
})
