import { batch, signal } from '@preact/signals'
import { bodies, type BodyName } from '../../../game/index.js'
import type { EpisodeSummary, HostClient } from '../../../host/contract.js'
import { messageOf } from '../../../platform/errors.js'
import { bodyOf } from '../../../sim/bodies.js'
import { controlStep } from '../../../sim/body.js'
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
  /** Options of the environment: the level's ground. */
  envOptions: Record<string, unknown>
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

/**
 * One live episode in the window: the simulation's rows go to the host's journal in small batches while it runs, so
 * that a crash costs half a second at most.
 */
export class RecordingSession {
  readonly state = signal<RecordingState>({ kind: 'preparing', message: 'Setting up' })
  readonly clock = signal(0)
  readonly standing = signal<Standing | undefined>(undefined)
  readonly source: Playout
  private readonly simulation: Simulation
  private recordingId?: string
  /** Everything sent to the host, in order. */
  private journal: Promise<void> = Promise.resolve()
  private onEnd: () => void = () => {}
  private closed = false

  constructor(
    private readonly host: HostClient,
    readonly plan: RecordingPlan,
    open: typeof openSimulation,
    private readonly seed = Math.floor(Math.random() * 1e9),
  ) {
    this.source = new Playout(controlStep(bodyOf(bodies[plan.body].envId)))
    this.simulation = open((message) => batch(() => this.onMessage(message)))
    void this.begin()
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
    if (this.recordingId !== undefined)
      await this.host.call('recording.discard', { recordingId: this.recordingId })
  }

  /** Leaves. A recording under way is ended first and waits among the unsaved ones: nothing is lost by leaving. */
  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    const { kind } = this.state.value
    if (kind === 'recording') {
      const ended = new Promise<void>((resolve) => {
        this.onEnd = resolve
      })
      this.stop()
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, PARTING))])
      await this.journal
    } else if (kind === 'preparing' || kind === 'countdown') await this.discard().catch(() => {})
    this.simulation.close()
  }

  private async begin(): Promise<void> {
    const { plan, seed } = this
    try {
      const { recordingId } = await this.host.call('recording.begin', {
        envId: bodies[plan.body].envId,
        envOptions: plan.envOptions,
        level: Object.keys(plan.envOptions).length > 0 ? plan.levelId : '',
        controller: plan.controller,
        seed,
      })
      this.recordingId = recordingId
      if (this.closed) return await this.discard()
      const { level, levelId, body, driver } = plan
      this.simulation.post({ type: 'record', level, levelId, body, driver, seed })
    } catch (error) {
      this.fail(error)
    }
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
        if (message.phase === 'countdown') this.state.value = { kind: 'countdown' }
        if (message.phase === 'running') this.state.value = { kind: 'recording' }
        break
      case 'steps':
        this.write((recordingId) =>
          this.host.call('recording.append', {
            recordingId,
            firstStep: message.firstStep,
            observations: [...message.observations],
            actions: [...message.actions],
            rewards: [...message.rewards],
          }),
        )
        break
      case 'recorded':
        if (message.length === 0) {
          this.write(() => this.discard())
          this.state.value = { kind: 'empty' }
        } else
          this.write(async (recordingId) => {
            const { terminated, truncated } = message
            const finalObservation = [...message.finalObservation]
            const episode = await this.host.call('recording.end', {
              recordingId,
              terminated,
              truncated,
              finalObservation,
            })
            this.state.value = { kind: 'recorded', episode }
          })
        void this.announceEnd(this.journal)
        break
      case 'failed':
        this.fail(new Error(message.message))
        break
    }
  }

  private async announceEnd(journal: Promise<void>): Promise<void> {
    await journal
    this.onEnd()
  }

  private write(send: (recordingId: string) => Promise<unknown>): void {
    this.journal = this.after(this.journal, send)
  }

  private async after(before: Promise<void>, send: (recordingId: string) => Promise<unknown>): Promise<void> {
    await before
    if (this.recordingId === undefined || this.state.value.kind === 'failed') return
    try {
      await send(this.recordingId)
    } catch (error) {
      this.fail(error)
    }
  }

  private fail(error: unknown): void {
    if (this.state.value.kind === 'failed') return
    this.state.value = { kind: 'failed', message: messageOf(error) }
    this.simulation.close()
  }
}
