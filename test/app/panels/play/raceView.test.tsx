import { act, fireEvent, screen, within } from '@testing-library/preact'
import { describe, expect, it, vi } from 'vitest'
import { RaceSession } from '../../../../src/app/panels/play/raceSession.js'
import { RaceView } from '../../../../src/app/panels/play/raceView.js'
import type { FromSimulation, LanePlan, Standing } from '../../../../src/app/simulation/protocol.js'
import { show } from '../../component.js'
import { fakeSimulation } from '../../fakeSimulation.js'
import { playableLevel } from '../../levels.js'

const you: LanePlan = { name: 'You', driver: { kind: 'human', scheme: 'throttle' } }
const bot: LanePlan = { name: 'Cheetah', driver: { kind: 'model', model: 'cheetah', skill: 50 } }
const standing = (place: number): Standing => ({
  x: 3,
  speed: 2,
  return: 40,
  pace: 800,
  steps: 60,
  status: 'running',
  place,
})
const running: FromSimulation[] = [
  {
    type: 'staged',
    envId: 'Gaitway/HalfCheetah-v0',
    controlStep: 0.05,
    lanes: [
      { name: 'You', horizon: 1000 },
      { name: 'Cheetah', horizon: 1000, ask: { skill: 50, targetReturn: 2500 } },
    ],
  },
  { type: 'phase', phase: 'running' },
  { type: 'standings', clock: 7.4, lanes: [standing(1), standing(2)] },
]

function race(lanes: LanePlan[] = [you, bot]) {
  const simulation = fakeSimulation()
  const plan = { type: 'race', level: {}, levelId: 'dash', body: 'cheetah', lanes } as const
  const session = new RaceSession({ ...plan, lanes }, simulation.open, (shown) => shown())
  const told = { onFocus: vi.fn(), onLeave: vi.fn(), onScriptedInstead: vi.fn() }
  const shown = show(
    <RaceView
      session={session}
      level={playableLevel('dash').level}
      stage={undefined}
      scheme="throttle"
      focus={0}
      {...told}
    />,
  )
  const say = (...messages: FromSimulation[]) => act(() => simulation.say(...messages))
  return { ...shown, ...told, simulation, say }
}
const kinds = (simulation: ReturnType<typeof fakeSimulation>) => simulation.posted.map(({ type }) => type)

describe('a race on the screen', () => {
  it('waits for what is set up', async () => {
    const { say } = race()
    await say({ type: 'loading', message: 'Reading the model' })
    screen.getByText('Reading the model…')
    expect(screen.queryByRole('button', { name: 'Pause (Esc)' })).toBeNull()
  })

  it('shows the clock and how every lane does', async () => {
    const { say, user, onFocus } = race()
    await say(...running)
    expect(screen.getByRole('status', { name: 'Time since the start' }).textContent).toBe('0:07.4')
    const lanes = within(screen.getByRole('list', { name: 'Lanes' })).getAllByRole('listitem')
    expect(lanes.map((lane) => within(lane).getByRole('button').textContent)).toEqual([
      '1stYou2.0 m/s',
      '2ndCheetah 502.0 m/s',
    ])
    await user.click(within(lanes[1]).getByRole('button'))
    expect(onFocus).toHaveBeenCalledWith(1)
  })

  it('turns a dial in mid-race', async () => {
    const { say, simulation } = race()
    await say(...running)
    const dial = screen.getByRole('slider', { name: 'Skill of Cheetah, lane 2' })
    await fireEvent.input(dial, { target: { value: '80' } })
    expect(simulation.posted.at(-1)).toEqual({ type: 'dial', lane: 1, skill: 80 })
  })

  it('hands keys to the runner, and keeps those of the race', async () => {
    const { say, user, simulation, onFocus } = race()
    await say(...running)
    await user.keyboard('{ArrowRight>}')
    expect(simulation.posted.at(-1)).toMatchObject({ type: 'key', code: 'ArrowRight', down: true })
    expect(screen.getByText('→').className).toBe('is-held')
    await user.keyboard('{/ArrowRight}[Digit2]')
    expect(onFocus).toHaveBeenCalledWith(1)
  })

  it('stands still on Escape with Resume in focus, and goes on', async () => {
    const { say, user, simulation } = race()
    await say(...running)
    await user.keyboard('[Escape]')
    const dialog = within(screen.getByRole('dialog', { name: 'Paused' }))
    expect(document.activeElement).toBe(dialog.getByRole('button', { name: 'Resume' }))
    await user.click(dialog.getByRole('button', { name: 'Resume' }))
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(kinds(simulation).filter((type) => type === 'pause' || type === 'resume')).toEqual([
      'pause',
      'resume',
    ])
  })

  it('stands still when a person turns to another window; bots alone run on', async () => {
    const own = race()
    await own.say(...running)
    await act(() => void window.dispatchEvent(new Event('blur')))
    screen.getByRole('dialog', { name: 'Paused' })
    own.unmount()
    const others = race([bot])
    await others.say({ type: 'phase', phase: 'running' })
    await act(() => void window.dispatchEvent(new Event('blur')))
    expect(screen.queryByRole('dialog')).toBeNull()
    await others.user.click(screen.getByRole('button', { name: 'End the race' }))
    expect(kinds(others.simulation)).toContain('finish')
  })

  it('ends with who came in where, and another race', async () => {
    const { say, user, simulation, onLeave } = race()
    const result = { meanSpeed: 5, topSpeed: 7, return: 900, pace: 2400, steps: 300, distance: 50 }
    await say(
      ...running,
      { type: 'phase', phase: 'over' },
      {
        type: 'results',
        results: [
          {
            ...result,
            lane: 1,
            name: 'Cheetah',
            human: false,
            place: 1,
            finishTime: 9.5,
            respawns: 0,
            targetReturn: 2500,
          },
          { ...result, lane: 0, name: 'You', human: true, place: 2, respawns: 2, distance: 31.4 },
        ],
      },
    )
    const dialog = within(screen.getByRole('dialog', { name: 'Results' }))
    dialog.getByRole('heading', { name: 'Time is up: 2nd' })
    const rows = within(dialog.getByRole('table', { name: 'Results of the race' }))
      .getAllByRole('row')
      .slice(1)
    expect(rows.map((row) => [...row.children].slice(0, 3).map(({ textContent }) => textContent))).toEqual([
      ['1st', 'Cheetah 50', '9.50 s'],
      ['2nd', 'You2 restarts', '31.4 m'],
    ])
    expect(document.activeElement).toBe(dialog.getByRole('button', { name: 'Race again' }))
    await user.keyboard('{Tab}{Enter}')
    expect(onLeave).toHaveBeenCalledOnce()
    await user.click(dialog.getByRole('button', { name: 'Race again' }))
    expect(kinds(simulation).filter((type) => type === 'race')).toHaveLength(2)
  })

  it('says why it cannot start, and offers the scripted gait instead of a broken model', async () => {
    const { say, user, onScriptedInstead, onLeave } = race()
    await say({
      type: 'failed',
      message: 'The model cheetah cannot be used: cut short',
      model: 'cheetah',
      ours: false,
    })
    expect(screen.getByRole('alert').textContent).toContain('The race cannot start.')
    await user.click(screen.getByRole('button', { name: 'Race the scripted gait instead' }))
    expect(onScriptedInstead).toHaveBeenCalledWith('cheetah')
    await user.click(screen.getByRole('button', { name: 'Change the line-up' }))
    expect(onLeave).toHaveBeenCalledOnce()
  })

  it('takes the blame for a fault of ours', async () => {
    const { say } = race()
    await say({ type: 'failed', message: 'x is not a function', ours: true })
    expect(screen.getByRole('alert').textContent).toContain('This is our fault.')
    expect(screen.queryByRole('button', { name: /scripted/ })).toBeNull()
  })
})
