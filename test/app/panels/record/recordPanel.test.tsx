import { act, fireEvent, screen } from '@testing-library/preact'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { RecordPanel } from '../../../../src/app/panels/record/index.js'
import { appAround, newsOf, show } from '../../component.js'
import { dataset, job } from '../../entries.js'
import { fakeSimulation } from '../../fakeSimulation.js'
import { listedLevel } from '../../levels.js'
import { pending } from './recordings.js'

let simulation = fakeSimulation()
vi.mock('../../../../src/app/view/lazyStage.js', () => ({
  LazyStage: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}))
vi.mock('../../../../src/app/workers/openSimulation.js', () => ({
  openSimulation: (onMessage: Parameters<typeof simulation.open>[0]) => simulation.open(onMessage),
}))

function panel(around: Parameters<typeof appAround>[0] = {}) {
  const app = appAround({
    place: 'record',
    ...around,
    answers: {
      'levels.list': () => [listedLevel('sprint'), listedLevel('dash')],
      'recording.pending': () => [],
      'jobs.list': () => [],
      ...around.answers,
    },
  })
  return show(<RecordPanel host={app.host} />, app)
}
const button = (name: string) => screen.findByRole<HTMLButtonElement>('button', { name })

describe('Record, live', () => {
  beforeEach(() => {
    simulation = fakeSimulation()
  })

  it('records an episode of oneself', async () => {
    const { user } = panel({
      answers: { 'recording.begin': () => ({ recordingId: 'r1' }), 'recording.discard': () => ({}) },
    })
    screen.getByText('Record')
    expect((await screen.findByRole<HTMLInputElement>('radio', { name: 'You' })).checked).toBe(true)
    await user.click(await button('Record an episode'))
    await expect.poll(() => simulation.posted.length).toBe(1)
    expect(simulation.posted[0]).toMatchObject({
      type: 'record',
      levelId: 'sprint',
      driver: { kind: 'human' },
    })
    screen.getByRole('img', { name: 'The episode that is being recorded' })
    await act(() => simulation.say({ type: 'phase', phase: 'running' }))
    await user.click(await button('Stop'))
    expect(simulation.posted.at(-1)).toEqual({ type: 'finish' })
  })

  it('offers only those who can act', async () => {
    const { user } = panel()
    const model = await screen.findByRole<HTMLInputElement>('radio', { name: 'Trained model' })
    expect(model.disabled).toBe(true)
    await user.click(screen.getByRole('radio', { name: 'Scripted gait' }))
    expect(screen.getByRole<HTMLInputElement>('slider', { name: 'Skill' }).value).toBe('80')
  })

  it('says that nothing was kept yet', async () => {
    panel()
    await screen.findByText(/^Nothing yet\. Record an episode/)
  })
})

describe('kept episodes', () => {
  const kept = () => [
    pending('a'),
    pending('b', { ended: false }),
    pending('c', { envId: 'Gaitway/Hopper-v0' }),
  ]

  it('are saved into a new data set, and can be trained on at once', async () => {
    const { app, user } = panel({
      answers: { 'recording.pending': kept, 'recording.save': () => dataset('walks', { title: 'Walks' }) },
    })
    await screen.findByText('An episode was recovered.')
    screen.getByText('1 more of another body; choose that body to save them.')
    const name = screen.getByRole<HTMLInputElement>('textbox', { name: 'Name of the data set' })
    expect(name.value).toBe('cheetah-runs')
    await user.clear(name)
    expect(screen.getByRole('alert').textContent).toBe('Give the data set a name.')
    expect((await button('Save 2 episodes')).disabled).toBe(true)
    await user.type(name, 'walks{Enter}')
    await expect.poll(() => newsOf(app)).toEqual(['2 episodes saved in Walks'])
    expect(app.host.inputs('recording.save')).toEqual([
      { recordingIds: ['a', 'b'], dataset: 'walks', append: false },
    ])
    void app.toasts.shown.value[0].action!.run()
    expect(app.router.route.value).toEqual({ place: 'train', params: { data: 'walks' } })
  })

  it('are added to the data set of the address', async () => {
    const { app, user } = panel({
      params: { dataset: 'mine' },
      datasets: [dataset('first'), dataset('mine')],
      answers: { 'recording.pending': () => [pending('a')], 'recording.save': () => dataset('mine') },
    })
    expect((await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Data set' })).value).toBe('mine')
    await user.click(await button('Save 1 episode'))
    expect(app.host.inputs('recording.save')).toMatchObject([{ dataset: 'mine', append: true }])
  })

  it('stay where they are when they cannot be saved, and the reason is said', async () => {
    const { user } = panel({
      answers: {
        'recording.pending': () => [pending('a')],
        'recording.save': () => Promise.reject(new Error('the disk is full')),
      },
    })
    await user.click(await button('Save 1 episode'))
    expect((await screen.findByRole('alert')).textContent).toBe('the disk is full')
    expect(screen.getAllByTestId('kept-episode')).toHaveLength(1)
  })

  it('can be discarded one by one', async () => {
    let rest = [pending('a')]
    const { app, user } = panel({
      answers: {
        'recording.pending': () => rest,
        'recording.discard': () => {
          rest = []
          return {}
        },
      },
    })
    await user.click(await button('Discard the episode of human with return 42'))
    await screen.findByText(/^Nothing yet/)
    expect(app.host.inputs('recording.discard')).toEqual([{ recordingId: 'a' }])
  })
})

describe('Record, a batch', () => {
  const batch = async (around: Parameters<typeof panel>[0] = {}) => {
    const shown = panel(around)
    await shown.user.click(await screen.findByRole('radio', { name: 'A batch' }))
    return shown
  }

  it('is handed to the host, and the next one gets other episodes', async () => {
    const { app, user } = await batch({
      answers: { 'record.start': () => job('record-1', { kind: 'record' }) },
    })
    const episodes = screen.getByRole('spinbutton', { name: 'Episodes' })
    await user.clear(episodes)
    await user.type(episodes, '3')
    await user.click(await button('Record 3 episodes'))
    expect(app.host.inputs('record.start')).toMatchObject([
      { envId: 'Gaitway/HalfCheetah-v0', episodes: 3, seed: 1, level: '', dataset: 'cheetah-demonstrations' },
    ])
    await expect
      .poll(() => screen.getByRole<HTMLInputElement>('spinbutton', { name: 'Seed' }).value)
      .toBe('2')
  })

  it('says which number is wrong, and does not start', async () => {
    const { user } = await batch()
    const noise = screen.getByRole('spinbutton', { name: 'Noise' })
    await user.clear(noise)
    await user.type(noise, '3')
    expect(screen.getByRole('alert').textContent).toBe('From 0 (none) to 1.')
    expect((await button('Record 50 episodes')).disabled).toBe(true)
  })

  it('pushes the highest skill up with the lowest', async () => {
    await batch()
    await fireEvent.input(screen.getByRole('slider', { name: 'Highest skill' }), { target: { value: '0' } })
    await fireEvent.input(screen.getByRole('slider', { name: 'Lowest skill' }), { target: { value: '60' } })
    expect(screen.getByRole<HTMLInputElement>('slider', { name: 'Highest skill' }).value).toBe('60')
  })

  it('says why the host refused it', async () => {
    const { user } = await batch({
      answers: { 'record.start': () => Promise.reject(new Error('no room left')) },
    })
    await user.click(await button('Record 50 episodes'))
    expect((await screen.findByRole('alert')).textContent).toBe('no room left')
  })

  it('can be watched, ended early and put away', async () => {
    const running = job('record-1', {
      kind: 'record',
      title: 'Record 50',
      progress: 0.5,
      message: '25 of 50',
    })
    const { app, user } = await batch({
      jobs: [running],
      answers: {
        'record.finish': () => running,
        'jobs.cancel': () => ({}),
        'jobs.dismiss': () => ({}),
        'jobs.list': () => app.jobs.jobs.value as never,
      },
    })
    expect(screen.getByRole('progressbar', { name: 'Record 50' }).getAttribute('aria-valuenow')).toBe('50')
    await user.click(await button('Save what there is'))
    expect(app.host.inputs('record.finish')).toEqual([{ jobId: 'record-1' }])
    await act(() => app.jobs.put({ ...running, state: 'failed', message: 'the disk is full' }))
    expect(screen.getByRole('alert').textContent).toContain('Record 50: it failed.')
    await user.click(await button('Put away'))
    expect(app.host.inputs('jobs.dismiss')).toEqual([{ jobId: 'record-1' }])
  })
})
