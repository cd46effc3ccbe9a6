import { batch, computed, signal } from '@preact/signals'
import { bodies } from '../../../game/index.js'
import { bodyOf, controlStep } from '../../../sim/index.js'
import type { openSimulation, Simulation } from '../../workers/openSimulation.js'
import type { Ask, FromSimulation, RacePlan, Standing, ToSimulation } from '../../simulation/protocol.js'
import { countAt } from '../../scene/figures.js'
import { Playout } from '../../view/playout.js'

export type RaceState =
  | { kind: 'loading'; message: string }
  | { kind: 'countdown' }
  | { kind: 'running' }
  | { kind: 'over' }
  | { kind: 'failed'; message: string; model?: string; ours: boolean }

export type RaceResult = Extract<FromSimulation, { type: 'results' }>['results'][number]

/** One race in the window: what the worker posts, as signals; and what may be asked of it. */
export class RaceSession {
  readonly state = signal<RaceState>({ kind: 'loading', message: 'Calling the runners to the start' })
  readonly paused = signal(false)
  /** Seconds since Go, negative before. */
  readonly clock = signal(0)
  readonly standings = signal<readonly Standing[]>([])
  /** What each lane was asked for; undefined for a person. */
  readonly asks = signal<readonly (Ask | undefined)[]>([])
  readonly results = signal<readonly RaceResult[] | undefined>(undefined)
  readonly source: Playout
  /** The number of the countdown: 3, 2, 1, then 0 for Go, shown for a moment. */
  readonly count = computed(() => {
    const { kind } = this.state.value
    const clock = this.clock.value
    if (kind === 'countdown') return countAt(clock)
    return kind === 'running' && clock < 0.9 && this.hadCountdown ? 0 : undefined
  })
  private readonly simulation: Simulation
  private hadCountdown = false
  private clockStopped = false
  private figures?: { clock?: number; lanes: readonly Standing[] }
  /** A picture has been asked to show the figures. */
  private asked = false

  constructor(
    readonly plan: Omit<RacePlan, 'seed'>,
    open: typeof openSimulation,
    private readonly nextFrame: (show: () => void) => void = (show) => requestAnimationFrame(show),
  ) {
    this.source = new Playout(controlStep(bodyOf(bodies[plan.body].envId)))
    this.simulation = open((message) => batch(() => this.onMessage(message)))
    this.start()
  }

  /** The same line-up again, from another seed. */
  start(seed = Math.floor(Math.random() * 1e9)): void {
    batch(() => {
      this.results.value = undefined
      this.paused.value = false
      this.hadCountdown = false
      this.clockStopped = false
      this.figures = undefined
      this.state.value = { kind: 'loading', message: 'Calling the runners to the start' }
    })
    const lanes = this.plan.lanes.map((lane, index) => {
      const ask = this.asks.value[index]
      // A dial that was turned in the last race stays where it is.
      return ask && lane.driver.kind !== 'human'
        ? { ...lane, driver: { ...lane.driver, skill: ask.skill } }
        : lane
    })
    this.simulation.post({ ...this.plan, lanes, seed })
  }

  post(message: ToSimulation): void {
    this.simulation.post(message)
  }

  pause(): void {
    const { kind } = this.state.value
    if (this.paused.value || (kind !== 'countdown' && kind !== 'running')) return
    this.paused.value = true
    this.simulation.post({ type: 'pause' })
  }

  resume(): void {
    if (!this.paused.value) return
    this.paused.value = false
    this.simulation.post({ type: 'resume' })
  }

  /** Ends the race now; who has not finished is ranked by distance. */
  finish(): void {
    this.simulation.post({ type: 'finish' })
    this.resume()
  }

  dial(lane: number, skill: number): void {
    this.simulation.post({ type: 'dial', lane, skill })
  }

  close(): void {
    this.simulation.close()
  }

  private onMessage(message: FromSimulation): void {
    switch (message.type) {
      case 'loading':
        this.state.value = { kind: 'loading', message: message.message }
        break
      case 'staged':
        this.asks.value = message.lanes.map(({ ask }) => ask)
        break
      case 'frames':
        this.push(message.times, message.poses)
        break
      case 'standings': {
        const { clock, lanes } = message
        const counts = !this.clockStopped
        // What comes with the end is the last time that counts; the others only run out.
        this.clockStopped = this.state.value.kind === 'over'
        this.figures = { clock: counts ? clock : this.figures?.clock, lanes }
        if (this.asked) break
        this.asked = true
        this.nextFrame(() => this.showFigures())
        break
      }
      case 'phase':
        if (message.phase === 'countdown') this.hadCountdown = true
        this.state.value = { kind: message.phase }
        break
      case 'results':
        this.results.value = message.results
        break
      case 'asked':
        this.asks.value = this.asks.value.map((ask, lane) => (lane === message.lane ? message.ask : ask))
        break
      case 'failed':
        this.state.value = {
          kind: 'failed',
          message: message.message,
          model: message.model,
          ours: message.ours,
        }
        break
    }
  }

  /** The newest figures, once a picture: where pictures are slow, text that nobody sees must not slow them further. */
  private showFigures(): void {
    this.asked = false
    const { figures } = this
    if (!figures) return
    batch(() => {
      if (figures.clock !== undefined) this.clock.value = figures.clock
      this.standings.value = figures.lanes
    })
  }

  private push(times: readonly number[], poses: Float32Array): void {
    const size = poses.length / times.length
    const now = performance.now() / 1000
    times.forEach((time, k) =>
      this.source.push({ time, poses: poses.subarray(k * size, (k + 1) * size) }, now),
    )
  }
}
