// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/preact'
import { describe, expect, it } from 'vitest'
import { TrainPanel } from '../../../../src/app/panels/train/index.js'
import { modelId } from '../../../../src/app/panels/train/plan.js'
import { formatEnv } from '../../../../src/app/ui/index.js'
import { appAround, newsOf, show } from '../../component.js'
import { dataset, job, model } from '../../entries.js'

/** What models of this body are called until they get a name. */
const cheetah = modelId(formatEnv('Gaitway/HalfCheetah-v0'))
const panel = (around: Parameters<typeof appAround>[0] = {}) =>
  show(
    <TrainPanel />,
    appAround({ place: 'train', datasets: [dataset('runs', { title: 'Runs' })], ...around }),
  )
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
const field = (name: string) => screen.getByRole<HTMLInputElement>('spinbutton', { name })

describe('the form of a training', () => {
  it('starts with the chosen data set and a name for the model', async () => {
    const { app, user } = panel({ answers: { 'train.start': () => job('train-1') } })
    await user.click(screen.getByRole('checkbox', { name: /Runs/ }))
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' }).value).toBe(`${cheetah}-1`)
    await user.click(button('Start training'))
    expect(app.host.inputs('train.start')).toMatchObject([
      { datasets: ['runs'], model: `${cheetah}-1`, config: { steps: 1000 } },
    ])
    await screen.findByRole('heading', { name: `${cheetah}-1 Preparing` })
  })

  it('says what is missing once one has tried', async () => {
    const { app, user } = panel()
    expect(screen.queryByRole('alert')).toBeNull()
    await user.click(button('Start training'))
    expect(screen.getByRole('alert').textContent).toBe('Choose at least one dataset.')
    expect(app.host.inputs('train.start')).toEqual([])
  })

  it('takes the data sets of the address', () => {
    panel({ params: { data: 'runs' } })
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /Runs/ }).checked).toBe(true)
  })

  it('lets a model learn from one body only', async () => {
    const hops = dataset('hops', { title: 'Hops', envId: 'Gaitway/Hopper-v0' })
    const { user } = panel({ datasets: [dataset('runs', { title: 'Runs' }), hops] })
    await user.click(screen.getByRole('checkbox', { name: /Runs/ }))
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /Hops/ }).disabled).toBe(true)
    screen.getByText(/another body than the chosen/)
  })

  it('refuses a name that is taken, and shows the folder that a name becomes', async () => {
    const { user } = panel({ models: [model('mine')] })
    const name = screen.getByRole('textbox', { name: 'Name' })
    await user.clear(name)
    await user.type(name, 'mine')
    expect(screen.getByRole('alert').textContent).toContain('already a model called mine')
    await user.type(name, ' Too')
    screen.getByText('Saved as mine-too')
  })

  it('becomes a size of one’s own when a number of its shape is changed', async () => {
    const { user } = panel()
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Custom' }).disabled).toBe(true)
    await user.click(screen.getByText('Advanced'))
    await user.clear(field('Heads'))
    await user.type(field('Heads'), '3')
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Custom' }).checked).toBe(true)
    expect(screen.getByRole('alert').textContent).toBe('64 does not divide by 3 heads.')
    await user.click(screen.getByRole('radio', { name: 'Medium' }))
    expect(field('Heads').value).toBe('1')
    expect(field('Steps').value).toBe('2000')
  })

  it('leads to recording where there is nothing to learn from', async () => {
    const { app, user } = panel({ datasets: [] })
    await user.click(button('Record some'))
    expect(app.router.route.value.place).toBe('record')
  })
})

describe('trainings that are not this window’s', () => {
  it('can be taken up or discarded where they are paused', async () => {
    const paused = job('t', {
      title: 'Train mine',
      state: 'paused',
      progress: 0.5,
      message: 'the window was closed',
    })
    const { app, user } = panel({
      jobs: [paused],
      answers: {
        'train.resume': () => Promise.reject(new Error('its files are gone')),
        'train.history': () => [],
        'jobs.cancel': () => ({}),
      },
    })
    screen.getByText('“Train mine” is paused at 50 %.')
    await user.click(button('Resume'))
    await expect.poll(() => newsOf(app)).toEqual(['Could not resume: its files are gone'])
    await user.click(button('Discard'))
    expect(app.host.inputs('jobs.cancel')).toEqual([{ jobId: 't' }])
  })

  it('are only named where another window runs them', () => {
    panel({ jobs: [job('t', { title: 'Train mine', progress: 0.2 })] })
    screen.getByText('“Train mine” runs in another window (20 %).')
    expect(screen.queryByRole('button', { name: 'Resume' })).toBeNull()
  })

  it('that failed say why until they are dismissed', async () => {
    const { app, user } = panel({
      jobs: [job('t', { title: 'Train mine', state: 'failed', message: 'the disk is full' })],
      answers: { 'jobs.dismiss': () => ({}), 'jobs.list': () => [] },
    })
    expect(screen.getByRole('alert').textContent).toContain('The disk is full')
    await user.click(button('Dismiss'))
    expect(app.host.inputs('jobs.dismiss')).toEqual([{ jobId: 't' }])
    await expect.poll(() => screen.queryByRole('alert')).toBeNull()
  })

  it('that succeeded are a table of models, those that were shipped left out', () => {
    panel({
      models: [model('mine', { title: 'Mine' }), model('cheetah', { title: 'Cheetah', shipped: true })],
    })
    const rows = within(screen.getByRole('table', { name: 'Trained models' }))
      .getAllByRole('row')
      .slice(1)
    expect(rows).toHaveLength(1)
    expect(within(rows[0]).getByRole('link', { name: 'Mine' }).getAttribute('href')).toBe(
      '#/library?model=mine',
    )
    expect(rows[0].textContent).toContain('10 → 30')
  })

  it('a job of another kind is none of its business', async () => {
    const { app } = panel()
    await act(() => app.jobs.put(job('p', { kind: 'push', state: 'failed' })))
    expect(screen.queryByRole('alert')).toBeNull()
  })
})
