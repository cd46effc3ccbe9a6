import type { Outcome } from '../policies/policy.js'
import { Lane, type LaneSetup } from './lane.js'
import type { Pilot } from './pilots.js'
import { raceLength, type Rules } from './rules.js'

export type Phase = 'countdown' | 'running' | 'over'

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
 * Lanes that are home, and all of them once it is over, run on (nobody stops dead on the line), but nothing counts
 * any more.
 */
export class Race {
  readonly lanes: readonly Lane[]
  /** Metres, Infinity where only time ends the race. */
  readonly length: number
  phase: Phase
  /** Seconds since Go; negative in the countdown. */
  time: number
  private countdownSteps: number
  private steps = 0

  constructor(private readonly options: RaceOptions) {
    const { rules, lanes, pilots, controlStep } = options
    const driven = pilots.flatMap((pilot) => pilot.lanes).sort((a, b) => a - b)
    if (driven.length !== lanes.length || driven.some((lane, index) => lane !== index))
      throw new Error(`every lane needs one pilot: ${lanes.length} lanes, driven are ${driven.join(', ')}`)
    this.length = raceLength(rules)
    this.lanes = lanes.map((setup) => new Lane(setup, controlStep))
    this.countdownSteps = Math.round(rules.countdown / controlStep)
    this.phase = this.countdownSteps > 0 ? 'countdown' : 'running'
    this.time = -this.countdownSteps * controlStep
    for (const pilot of pilots)
      pilot.lanes.forEach((lane, index) => pilot.policy.reset({ lane: index, seed: lanes[lane].seed }))
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
    for (const pilot of this.options.pilots) await this.drive(pilot)
    if (this.phase === 'running' && this.isOver()) this.phase = 'over'
  }

  /** Ends a race before its time; who is not home is ranked by distance. */
  stop(): void {
    this.phase = 'over'
  }

  /** Lane indices from first to last: who is home by time, then by distance. */
  get order(): number[] {
    return this.lanes
      .map((_, index) => index)
      .sort((a, b) => rank(this.lanes[a]) - rank(this.lanes[b]) || a - b)
  }

  private go(): void {
    this.phase = 'running'
    for (const lane of this.lanes) lane.go()
  }

  private async drive({ lanes, policy }: Pilot): Promise<void> {
    lanes.forEach((lane, index) => {
      if (this.lanes[lane].takeFreshStart())
        policy.reset({ lane: index, seed: this.lanes[lane].setup.seed + this.lanes[lane].respawns })
    })
    const actions = await policy.act(lanes.map((lane) => this.lanes[lane].observation))
    const moment = { time: this.time, length: this.length, over: this.phase === 'over' }
    const outcomes: Outcome[] = lanes.map((lane, index) => this.lanes[lane].advance(actions[index], moment))
    policy.observe(outcomes)
  }

  private isOver(): boolean {
    const { rules } = this.options
    if (this.time >= rules.timeLimit - 1e-9) return true
    if (this.lanes.every(({ finishTime }) => finishTime !== undefined)) return true
    const people = this.lanes.filter(({ setup }) => setup.human)
    if (people.length === 0) return false
    const home = Math.max(...people.map(({ finishTime }) => finishTime ?? Infinity))
    return this.time >= home + rules.grace
  }
}

/** Smaller is better: everybody who is home before everybody who is not. */
function rank({ finishTime, x }: Lane): number {
  return finishTime ?? 1e9 - x
}
