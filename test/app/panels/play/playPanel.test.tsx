import { act, screen } from '@testing-library/preact'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { PlayPanel } from '../../../../src/app/panels/play/index.js'
import { appAround, newsOf, show } from '../../component.js'
import { model } from '../../entries.js'
import { fakeSimulation } from '../../fakeSimulation.js'
import { listedLevel } from '../../levels.js'

let simulation = fakeSimulation()
vi.mock('../../../../src/app/view/lazyStage.js', () => ({
  LazyStage: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}))
vi.mock('../../../../src/app/workers/openSimulation.js', () => ({
  openSimulation: (onMessage: Parameters<typeof simulation.open>[0]) => simulation.open(onMessage),
}))

const answers = {
  'levels.list': () => [listedLevel('sprint'), listedLevel('dash')],
  'settings.get': () => ({}),
  'settings.set': () => ({}),
}
const app = (around: Parameters<typeof appAround>[0] = {}) =>
  appAround({ answers, models: [model('cheetah')], ...around })

describe('Play', () => {
  beforeEach(() => {
    simulation = fakeSimulation()
  })

  it('goes from the line-up to the race and back, and remembers the line-up', async () => {
    const around = app()
    const { user } = show(<PlayPanel host={around.host} />, around)
    await user.click(await screen.findByRole('button', { name: 'Start the race' }))
    expect(simulation.posted[0]).toMatchObject({ type: 'race', levelId: 'sprint', body: 'cheetah' })
    expect(around.host.inputs('settings.set')).toMatchObject([{ play: { level: 'sprint', body: 'cheetah' } }])
    screen.getByRole('img', { name: 'The race, seen from beside the track' })
    await act(() => simulation.say({ type: 'phase', phase: 'running' }))
    await user.click(screen.getByRole('button', { name: 'Back to the line-up' }))
    screen.getByRole('form', { name: 'Line-up' })
    expect(simulation.closed).toBe(true)
  })

  it('puts the model that the address asks for into the first bot’s lane, at its skills', async () => {
    const around = app({
      params: { model: 'mine', skills: '10,90' },
      models: [model('cheetah'), model('mine')],
    })
    show(<PlayPanel host={around.host} />, around)
    const skills = () => screen.queryAllByRole<HTMLInputElement>('slider').map(({ value }) => value)
    await expect.poll(skills).toEqual(['10', '90'])
  })

  it('says that the model of the address is not there', async () => {
    const around = app({ params: { model: 'gone' } })
    show(<PlayPanel host={around.host} />, around)
    await expect.poll(() => newsOf(around)).toEqual(['The model gone is not in the library.'])
  })

  it('races the script when a model breaks', async () => {
    const around = app()
    const { user } = show(<PlayPanel host={around.host} />, around)
    await user.click(await screen.findByRole('button', { name: 'Start the race' }))
    await act(() => simulation.say({ type: 'failed', message: 'cut short', model: 'cheetah', ours: false }))
    await user.click(screen.getByRole('button', { name: 'Race the scripted gait instead' }))
    expect(simulation.posted.at(-1)).toMatchObject({
      lanes: [{ name: 'You' }, { name: 'Script', driver: { kind: 'scripted' } }],
    })
  })

  it('says that the levels could not be read, and asks again', async () => {
    let tries = 0
    const around = app({
      answers: {
        ...answers,
        'levels.list': () => {
          if (tries++ === 0) throw new Error('no such folder')
          return [listedLevel('sprint')]
        },
      },
    })
    const { user } = show(<PlayPanel host={around.host} />, around)
    expect((await screen.findByRole('alert')).textContent).toContain('no such folder')
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await screen.findByRole('form', { name: 'Line-up' })
  })
})
