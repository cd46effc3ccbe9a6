import { act, fireEvent, screen, within } from '@testing-library/preact'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SkillPage } from '../../../../../src/app/panels/library/skill/skillPage.js'
import { appAround, newsOf, show } from '../../../component.js'
import { dataset, job, model } from '../../../entries.js'
import { calibration, certificate, modelFiles } from './skillRecords.js'

let files = modelFiles({})
vi.mock('../../../../../src/platform/httpFiles.js', () => ({
  HttpFiles: class {
    read(path: string) {
      return files.read(path)
    }
  },
}))

function page(change: Parameters<typeof model>[1] = {}, around: Parameters<typeof appAround>[0] = {}) {
  const mine = model('mine', { title: 'Mine', certified: true, ...change })
  const app = appAround({ place: 'library', models: [mine], datasets: [dataset('runs')], ...around })
  return show(<SkillPage model={mine} libraryFolder="/home/me/library" />, app)
}
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })

describe('the Skill page', () => {
  beforeEach(() => {
    files = modelFiles({ calibration, certificate })
  })

  it('shows asked against achieved, with rivals that can be left out', async () => {
    const { user } = page()
    const figure = await screen.findByTestId('skill-figure')
    expect(figure.dataset.series).toBe('the model as it is,expert with noise,through its dial')
    within(figure).getByRole('img', { name: /asked for 100: 100.*judged: 50: 52/ })
    await user.click(screen.getByRole('checkbox', { name: 'Simple rivals' }))
    expect(screen.getByTestId('skill-figure').dataset.series).toBe('the model as it is,through its dial')
  })

  it('turns the dial: what it asks for, and what to expect', async () => {
    page()
    const dial = await screen.findByRole('slider', { name: 'Skill' })
    await fireEvent.input(dial, { target: { value: '100' } })
    expect(screen.getByTestId('skill-answer').dataset.target).toBe('200')
    expect(screen.getByTestId('skill-expected').textContent).toContain(
      'between 190 and 220; 25 % ended in a fall',
    )
  })

  it('shows the certificate: the model first, then its rivals', async () => {
    page()
    const table = await screen.findByRole('table', { name: 'Figures of the dial and of simple rivals' })
    const names = within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.firstElementChild!.textContent)
    expect(names).toEqual(['This model', 'Expert with noise'])
    screen.getByText('promise kept')
  })

  it('says how to judge a dial that nobody has judged', async () => {
    files = modelFiles({})
    page({ certified: false })
    await screen.findByText('gaitway certify --model "/home/me/library/models/mine" --baselines --card')
    screen.getByText('Not measured yet')
    screen.getByText('not calibrated')
  })

  it('races the skills that are chosen, five at most', async () => {
    const { app, user } = page()
    const skills = within(await screen.findByRole('group', { name: 'Skills to race' }))
    await user.click(skills.getByRole('button', { name: '0' }))
    await user.click(skills.getByRole('button', { name: '30' }))
    expect(skills.getByRole<HTMLButtonElement>('button', { name: '40' }).disabled).toBe(true)
    await user.click(skills.getByRole('button', { name: '50' }))
    await user.click(button('Race these skills'))
    expect(app.router.route.value).toEqual({ place: 'play', params: { model: 'mine', skills: '0,10,30,90' } })
  })

  it('calibrates, shows how far, and can be stopped', async () => {
    const running = job('c', {
      kind: 'calibrate',
      subject: 'mine',
      message: 'Prompt 3 of 13',
      progress: 0.02,
    })
    const { app, user } = page(
      {},
      {
        answers: {
          'calibrate.start': () => running,
          'jobs.cancel': () => Promise.reject(new Error('no answer')),
        },
      },
    )
    await user.click(await screen.findByRole('button', { name: 'Calibrate again' }))
    expect(app.host.inputs('calibrate.start')).toEqual([{ model: 'mine' }])
    await screen.findByRole('progressbar', { name: 'Prompt 3 of 13' })
    await user.click(button('Cancel'))
    await expect.poll(() => newsOf(app)).toEqual(['It could not be cancelled: no answer'])
    await act(() => app.jobs.put({ ...running, state: 'failed', message: 'the model is gone' }))
    expect(screen.getByRole('alert').textContent).toContain('the model is gone')
  })

  it('calibrates a copy of what was shipped, and leads to it', async () => {
    const done = job('c', { kind: 'calibrate', subject: 'mine', state: 'done', result: 'my-mine' })
    const { app, user } = page({ shipped: true }, { answers: { 'calibrate.start': () => done } })
    expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Name of the copy' })).value).toBe(
      'my-mine',
    )
    await user.click(button('Calibrate a copy'))
    expect(app.host.inputs('calibrate.start')).toEqual([{ model: 'mine', copy: 'my-mine' }])
    await user.click(await screen.findByRole('button', { name: 'Open it' }))
    expect(app.router.route.value.params).toEqual({ model: 'my-mine', view: 'skill' })
  })

  it('says why the dial cannot be read, and reads it again', async () => {
    files = { read: () => Promise.reject(new Error('gaitway.json is cut short')) }
    const { user } = page()
    expect((await screen.findByRole('alert')).textContent).toContain('gaitway.json is cut short')
    files = modelFiles({ calibration, certificate })
    await user.click(button('Try again'))
    await screen.findByTestId('skill-figure')
  })
})
