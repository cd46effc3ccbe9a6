import { screen, within } from '@testing-library/preact'
import { describe, expect, it, vi } from 'vitest'
import { configOf } from '../../../../src/app/panels/train/plan.js'
import { RunView } from '../../../../src/app/panels/train/runView.js'
import { noPace, noPoints, type Run } from '../../../../src/app/state/training/run.js'
import { appAround, show } from '../../component.js'

const running: Run = {
  jobId: 'train-1',
  model: 'mine',
  datasets: ['runs'],
  config: { ...configOf('small'), steps: 200 },
  phase: 'running',
  message: 'Training.',
  backend: { backend: 'wasm', reason: 'no graphics card' },
  step: 50,
  savedStep: 0,
  latest: { step: 50, loss: 0.5, gradNorm: 0.2, learningRate: 1e-3, at: 0 },
  pace: { stepsPerSecond: 10, secondsLeft: 15 },
  points: { steps: [1, 50], raw: [1, 0.5], smooth: [1, 0.6] },
}
const view = (change: Partial<Run> = {}, app = appAround()) =>
  show(<RunView run={{ ...running, ...change }} />, app)
const buttons = () => screen.getAllByRole('button').map(({ textContent }) => textContent)

describe('a training on the screen', () => {
  it('says how far, how fast and how well', () => {
    view()
    expect(screen.getByRole('progressbar', { name: 'Step 50 of 200' }).getAttribute('aria-valuenow')).toBe(
      '25',
    )
    screen.getByText('15 s left')
    screen.getByRole('img', { name: 'Loss from 1 at step 1 to 0.6 at step 50' })
    screen.getByText(/Learns from runs/)
    screen.getByText('WebAssembly')
  })

  it('says what it does before the first step', () => {
    view({
      phase: 'preparing',
      message: 'Reading the demonstrations.',
      prepared: 0.4,
      latest: undefined,
      points: noPoints,
    })
    const bar = screen.getByRole('progressbar', { name: 'Reading the demonstrations.' })
    expect(bar.getAttribute('aria-valuenow')).toBe('40')
    screen.getByText('The loss curve begins with the first steps.')
  })

  it.each([
    ['running', ['Pause', 'Stop and keep', 'Discard']],
    ['paused', ['Resume', 'Stop and keep', 'Discard']],
    ['preparing', ['Discard']],
    ['saving', ['Discard']],
  ] as const)('offers what makes sense while it is %s', (phase, offered) => {
    view({ phase })
    expect(buttons()).toEqual(offered)
  })

  it('asks before it throws steps away', async () => {
    const app = appAround()
    const discard = vi.spyOn(app.training, 'discard').mockResolvedValue()
    const { user } = view({}, app)
    await user.click(screen.getByRole('button', { name: 'Discard' }))
    const dialog = within(screen.getByRole('dialog', { name: 'Discard mine?' }))
    dialog.getByText(/50 steps of training will be gone/)
    expect(discard).not.toHaveBeenCalled()
    await user.click(dialog.getByRole('button', { name: 'Discard' }))
    expect(discard).toHaveBeenCalledOnce()
  })

  it('says what stands in the way of saving', () => {
    view({ warning: 'No checkpoint could be saved: the disk is full' })
    screen.getByText('No checkpoint could be saved: the disk is full')
  })

  it('leads on when it is done', async () => {
    const { app, user } = view({ phase: 'done', pace: noPace, seconds: 65 })
    screen.getByText('mine is in the library.')
    screen.getByText('1 min 05 s')
    await user.click(screen.getByRole('button', { name: 'Race it' }))
    expect(app.router.route.value).toEqual({ place: 'play', params: { model: 'mine' } })
  })

  it('goes on from its checkpoint when it was interrupted, and ends where there was none', async () => {
    const app = appAround()
    const takeUp = vi.spyOn(app.training, 'takeUp').mockResolvedValue()
    const { user, unmount } = view(
      { phase: 'interrupted', savedStep: 40, message: 'the worker is gone' },
      app,
    )
    expect(screen.getByRole('alert').textContent).toContain('The worker is gone')
    await user.click(screen.getByRole('button', { name: 'Go on from step 40' }))
    expect(takeUp).toHaveBeenCalledWith('train-1')
    unmount()
    view({ phase: 'failed', message: 'the worker is gone' })
    expect(screen.getByRole('alert').textContent).toContain('The training failed.')
    expect(buttons()).toEqual(['New training'])
  })
})
