import { type AgentOptions, DecisionTransformerAgents, laneAt } from '../dt/index.js'
import { InputError } from '../platform/index.js'
import { approach, type BatchPolicy, type Outcome } from '../policies/index.js'
import { controlStep, type DialTurning, findBody } from '../sim/index.js'
import { type DialAnswer, DialCurve } from './dialCurve.js'
import type { DialableCheckpoint } from './modelFolder.js'

/** How far beyond the new prompt an agent is asked for at first when its dial is turned up, as a share of the change. */
const LEAD = 0.25
/** A context that is shorter forgets by itself in no time, and a body that balances needs what it holds, s. */
const LONG_CONTEXT = 0.3
/** How the prompt of such a body is turned where neither its model nor its body says. */
const GENTLE: DialTurning = { ramp: 0.45, lead: 0 }

/** Time in which such a lead falls by e, s. */
const LEAD_TIME = 0.8
/** A lead smaller than this share of the dial's range is over. */
const LEAD_OVER = 0.01

/** One lane's dial: where it stands, and what is left of the lead of its last turn. */
interface Turn {
  prompted: number
  /** How far the prompt has come on its way there. */
  reached: number
  lead: number
  /** It has acted, and not yet seen what came of it. */
  isActing: boolean
  /** It was turned meanwhile: the new context waits for the end of the step that belongs to the old one. */
  forgetsNext: boolean
}

/**
 * Many agents of one model, each with a dial of its own that may be turned in the middle of a run.
 *
 * A transformer carries on what its context shows. So an agent whose dial is turned forgets what it did under the old
 * prompt and starts a context anew, and on the way up is asked for more than the change while that context fills: the lead
 * falls by the factor e every `contextLength` steps. It never asks for a return outside the dial's range. Where the context
 * is but a moment, as with the hopper's and the walker's short steps, the prompt moves to the new one step by step, as the
 * model's `turning` says, and a lead is for the way down alone.
 */
export class DialAgents implements BatchPolicy {
  readonly curve: DialCurve
  readonly #agents: DecisionTransformerAgents
  readonly #turns: Turn[]
  readonly #decay: number
  /** Of a body that does not remember. */
  readonly #turning: DialTurning | undefined
  /** The most by which a prompt moves in a step. */
  readonly #ramp: number

  /** @param prompted what each lane is told at first, as `DialCurve` answers it */
  constructor(
    checkpoint: DialableCheckpoint,
    prompted: readonly number[],
    options: Pick<AgentOptions, 'name' | 'control'> = {},
  ) {
    this.curve = DialCurve.fromCheckpoint(checkpoint.gaitway)
    this.#agents = new DecisionTransformerAgents(checkpoint, { ...options, targetReturns: prompted })
    this.#turns = prompted.map((value) => ({
      prompted: value,
      reached: value,
      lead: 0,
      isActing: false,
      forgetsNext: false,
    }))
    const { envId, contextLength, turning } = checkpoint.gaitway
    const body = findBody(envId)
    // Endless where the environment is not one of ours.
    const dt = body ? controlStep(body) : Infinity
    this.#turning = contextLength * dt > LONG_CONTEXT ? undefined : (turning ?? body?.turning ?? GENTLE)
    this.#decay = Math.exp(this.#turning ? -dt / LEAD_TIME : -1 / contextLength)
    this.#ramp = this.#turning ? this.#turning.ramp * (this.curve.high - this.curve.low) * dt : Infinity
  }

  get name(): string {
    return this.#agents.name
  }

  get lanes(): number {
    return this.#agents.lanes
  }

  /** Turns the dial of one lane, at any time. Throws `InputError` for a lane or a return that is none. */
  turn(lane: number, { promptedReturn }: Pick<DialAnswer, 'promptedReturn'>): void {
    const turn = laneAt(this.#turns, lane)
    if (!Number.isFinite(promptedReturn))
      throw new InputError(`the dial cannot be turned to ${promptedReturn}, a finite return is needed`)
    const change = promptedReturn - turn.prompted
    if (change === 0) return
    turn.prompted = promptedReturn
    if (this.#turning) {
      if (change < 0) turn.lead += change * this.#turning.lead
      return
    }
    turn.lead = Math.max(0, turn.lead + change * LEAD)
    turn.reached = promptedReturn
    if (turn.isActing) {
      turn.forgetsNext = true
      return
    }
    this.#agents.reset({ lane })
    this.#tell(lane)
  }

  reset({ lane }: { lane?: number; seed?: number } = {}): void {
    const which = lane === undefined ? this.#turns.keys() : [lane]
    for (const each of which) {
      const turn = laneAt(this.#turns, each)
      Object.assign(turn, { reached: turn.prompted, lead: 0, isActing: false, forgetsNext: false })
      this.#tell(each)
    }
    this.#agents.reset({ lane })
  }

  act(observations: readonly Float32Array[]): Float32Array[] {
    const actions = this.#agents.act(observations)
    for (const turn of this.#turns) turn.isActing = true
    return actions
  }

  observe(outcomes: readonly Outcome[]): void {
    this.#agents.observe(outcomes)
    for (const [lane, turn] of this.#turns.entries()) {
      turn.isActing = false
      if (turn.forgetsNext) {
        turn.forgetsNext = false
        this.#agents.reset({ lane })
        this.#tell(lane)
        continue
      }
      if (turn.lead === 0 && turn.reached === turn.prompted) continue
      turn.reached = approach(turn.reached, turn.prompted, this.#ramp)
      turn.lead *= this.#decay
      if (Math.abs(turn.lead) < LEAD_OVER * (this.curve.high - this.curve.low)) turn.lead = 0
      this.#tell(lane)
    }
  }

  #tell(lane: number): void {
    const { reached, lead } = this.#turns[lane]
    const { low, high } = this.curve
    const least = Math.min(low, reached)
    const most = Math.max(high, reached)
    this.#agents.setTarget(lane, Math.min(most, Math.max(least, reached + lead)))
  }
}
