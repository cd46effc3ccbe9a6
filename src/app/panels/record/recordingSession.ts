import { batch, signal } from '@preact/signals'
import { bodies, type BodyName } from '../../../game/index.js'
import { type EpisodeSummary, type HostCalls, lendHost } from '../../../host/window.js'
import { bodyOf, controlStep } from '../../../sim/index.js'
import type { openSimulation, Simulation } from '../../workers/openSimulation.js'
import type { Driver, FromSimulation, Standing, ToSimulation } from '../../simulation/protocol.js'
import { Playout } from '../../view/playout.js'

/** What is to be recorded. */
export interface RecordingPlan {
  /** As the host gave it. */
  level: unknown
  levelId: string
  body: BodyName
  driver: Driver
  /** What a data set calls who acted. */
  controller: string
}

export type RecordingState =
  | { kind: 'preparing'; message: string }
  | { kind: 'countdown' }
  | { kind: 'recording' }
  /** Ended, and safe on the disk: to be kept or discarded. */
  | { kind: 'recorded'; episode: EpisodeSummary }
  /** Ended before its first step: there is nothing to keep. */
  | { kind: 'empty' }
  | { kind: 'failed'; message: string }

/** How long a recording that is left in the middle may take to come to its end, ms. */
const PARTING = 2000

/** One live episode in the window. The simulation records it at the host by itself; here is what is shown of it. */
export class RecordingSession {
  readonly state = signal<RecordingState>({ kind: 'preparing', message: 'Setting up' })
  readonly clock = signal(0)
  readonly standing = signal<Standing | undefined>(undefined)
  readonly source: Playout
  private readonly simulation: Simulation
  private recordingId?: string
  private onEnded!: () => void
  /** The episode has ended, or never will. */
  private readonly ended = new Promise<void>((resolve) => (this.onEnded = resolve))
  private onSettled!: () => void
  /** The host has it, or cannot have it. */
  private readonly settled = new Promise<void>((resolve) => (this.onSettled = resolve))
  private closed = false

  constructor(
    private readonly host: HostCalls,
    readonly plan: RecordingPlan,
    open: typeof openSimulation,
    seed = Math.floor(Math.random() * 1e9),
  ) {
    this.source = new Playout(controlStep(bodyOf(bodies[plan.body].envId)))
    this.simulation = open((message) => batch(() => this.onMessage(message)))
    const port = lendHost(host)
    this.simulation.post({ type: 'record', ...plan, seed, host: port }, [port])
  }

  post(message: ToSimulation): void {
    this.simulation.post(message)
  }

  /** Ends the episode here. */
  stop(): void {
    this.simulation.post({ type: 'finish' })
  }

  /** Throws the episode away; the host keeps it in its trash for a while. */
  async discard(): Promise<void> {
    const { recordingId } = this
    if (recordingId !== undefined) await this.host.call('recording.discard', { recordingId })
  }

  /** Leaves. A recording under way is ended first and waits among the unsaved ones: nothing is lost by leaving. */
  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    this.stop()
    // Once it has ended, the host may take its time: the steps are on their way to the disk.
    const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), PARTING))
    if ((await Promise.race([this.ended, late])) !== 'late') await this.settled
    this.simulation.close()
  }

  private onMessage(message: FromSimulation): void {
    switch (message.type) {
      case 'loading':
        this.state.value = { kind: 'preparing', message: message.message }
        break
      case 'frames': {
        const size = message.poses.length / message.times.length
        const now = performance.now() / 1000
        message.times.forEach((time, k) =>
          this.source.push({ time, poses: message.poses.subarray(k * size, (k + 1) * size) }, now),
        )
        break
      }
      case 'standings':
        this.clock.value = message.clock
        this.standing.value = message.lanes[0]
        break
      case 'phase':
        if (message.phase === 'over') this.onEnded()
        else this.state.value = { kind: message.phase === 'running' ? 'recording' : 'countdown' }
        break
      case 'recorded': {
        const { recordingId, episode } = message
        if (episode) this.recordingId = recordingId
        this.settle(episode ? { kind: 'recorded', episode } : { kind: 'empty' })
        break
      }
      case 'failed':
        this.settle({ kind: 'failed', message: message.message })
        this.simulation.close()
        break
    }
  }

  private settle(state: RecordingState): void {
    this.state.value = state
    this.onEnded()
    this.onSettled()
  }
}
