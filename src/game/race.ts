import { type BatchPolicy, PerturbedPolicy, Rollout } from '../policies/index.js'
import { type LaneSetup, type RaceClock, RaceLane } from './raceLane.js'
import { raceLength, type Rules } from './rules.js'

export type Phase = 'countdown' | 'running' | 'over'

/** Who drives which lanes: lane `i` of the policy is lane `lanes[i]` of the race. */
export interface Pilot {
  lanes: readonly number[]
  policy: BatchPolicy
}

export interface RaceOptions {
  rules: Rules
  lanes: readonly LaneSetup[]
  pilots: readonly Pilot[]
  /** Seconds of one control step; all lanes share it. */
  controlStep: number
}

/**
 * A race: lanes, the policies that drive them, and the rules. It knows nothing of clocks and drawing: whoever owns
 * it calls `step` once for every control step, and the same seeds and the same actions give the same race.
 *
 * Lanes that have finished, and all of them once it is over, run on (nobody stops dead on the line), but nothing counts
 * any more.
 */
export class Race implements RaceClock {
  readonly lanes: readonly RaceLane[]
  /** Metres, Infinity where only time ends the race. */
  readonly length: number
  phase: Phase
  /** Seconds since Go; negative in the countdown. */
  time: number
  private countdownSteps: number
  private steps = 0
  /** One a pilot. */
  private readonly rollouts: readonly Rollout[]

  constructor(private readonly options: RaceOptions) {
    const { rules, lanes, pilots, controlStep } = options
    const driven = pilots.flatMap((pilot) => pilot.lanes).sort((a, b) => a - b)
    if (driven.length !== lanes.length || driven.some((lane, index) => lane !== index))
      throw new Error(`every lane needs one pilot: ${lanes.length} lanes, driven are ${driven.join(', ')}`)
    this.length = raceLength(rules)
    this.lanes = lanes.map((setup) => new RaceLane(setup, controlStep, this))
    this.countdownSteps = Math.round(rules.countdown / controlStep)
    this.phase = this.countdownSteps > 0 ? 'countdown' : 'running'
    this.time = -this.countdownSteps * controlStep
    this.rollouts = pilots.map((pilot) => this.begin(pilot))
    if (this.phase === 'running') this.go()
  }

  /** Advances everything by one control step; bodies stand during the countdown. */
  async step(): Promise<void> {
    const { controlStep } = this.options
    if (this.phase === 'countdown') {
      this.countdownSteps--
      this.time = -this.countdownSteps * controlStep
      if (this.countdownSteps === 0) this.go()
      return
    }
    this.steps++
    this.time = this.steps * controlStep
    for (const [index, rollout] of this.rollouts.entries()) {
      this.startAfresh(this.options.pilots[index])
      await rollout.step()
    }
    if (this.phase === 'running' && this.isDecided()) this.phase = 'over'
  }

  /** Ends a race before its time; who has not finished is ranked by distance. */
  stop(): void {
    this.phase = 'over'
  }

  get isOver(): boolean {
    return this.phase === 'over'
  }

  /** Lane indices from first to last: who has finished by time, then by distance. */
  get order(): number[] {
    return this.lanes
      .map((_, index) => index)
      .sort((a, b) => rank(this.lanes[a]) - rank(this.lanes[b]) || a - b)
  }

  private go(): void {
    this.phase = 'running'
    for (const lane of this.lanes) lane.go()
  }

  private begin({ lanes, policy }: Pilot): Rollout {
    const envs = lanes.map((lane) => this.lanes[lane])
    const rollout = new Rollout({
      envs,
      policy: new PerturbedPolicy(policy, (action, index) => envs[index].shaken(action)),
    })
    rollout.reset(envs.map(({ setup }) => ({ seed: setup.seed })))
    return rollout
  }

  /** Policies of lanes that stand again, or stalled, begin anew. */
  private startAfresh({ lanes, policy }: Pilot): void {
    lanes.forEach((lane, index) => {
      const { setup, respawns } = this.lanes[lane]
      if (this.lanes[lane].takeFreshStart()) policy.reset({ lane: index, seed: setup.seed + respawns })
    })
  }

  private isDecided(): boolean {
    const { rules } = this.options
    if (this.time >= rules.timeLimit - 1e-9) return true
    if (this.lanes.every(({ finishTime }) => finishTime !== undefined)) return true
    const humans = this.lanes.filter(({ setup }) => setup.human)
    if (humans.length === 0) return false
    const finished = Math.max(...humans.map(({ finishTime }) => finishTime ?? Infinity))
    return this.time >= finished + rules.grace
  }
}

/** Smaller is better: everybody who has finished before everybody who has not. */
function rank({ finishTime, x }: RaceLane): number {
  return finishTime ?? 1e9 - x
}
