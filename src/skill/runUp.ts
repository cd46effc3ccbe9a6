import type { Generator } from '../gym/index.js'
import { InputError } from '../platform/index.js'
import type { Outcome, Policy } from '../policies/index.js'

/**
 * Some demonstrations come from another skill: for a while one drawn from the same range is played first, and cut away.
 * What is kept begins in motion, and shows how to speed up and to brake, which an episode that begins at rest and holds its
 * skill never does.
 */
export interface RunUps {
  /** Of the episodes, 0–1. */
  share: number
  /** Control steps of the longest; each draws its own length, from a quarter of this on. */
  steps: number
  /**
   * Last control steps of the run-up that are not cut away, at most a quarter of `steps`: what is applied is the run-up's
   * action, the one to learn is what the demonstrated skill would do. Without them a model sees no past but that of the
   * skill it shows, and learns to carry on with it, whatever it is told. Default: none.
   */
  kept?: number
  /** Share of the run-ups at the lowest skill or the highest, 0 to below 1; the others are spread evenly. Default: 0. */
  ends?: number
}

/** The run-up of one episode: so many control steps at this skill. */
export interface RunUp {
  steps: number
  skill: number
}

/** The run-up of one episode, at a skill between these. */
export function drawRunUp(
  { steps, ends = 0 }: RunUps,
  [low, high]: readonly [number, number],
  random: Generator,
): RunUp {
  const beyond = ((high - low) * ends) / (2 * (1 - ends))
  return {
    steps: Math.ceil(random.uniform(steps / 4, steps)),
    skill: Math.min(high, Math.max(low, random.uniform(low - beyond, high + beyond))),
  }
}

/**
 * A policy that acts at the skill of the run-up first, and then at its own; in the last `kept` steps of the run-up it
 * means its own already, while `applied` is still the run-up's. Throws `InputError` where a policy has no skill.
 */
export class RunUpPolicy implements Policy {
  readonly #policy: Policy & { skill: number }
  /** Goes on with the run-up while the other means its own skill; nothing where no step is kept. */
  readonly #companion: Policy | undefined
  readonly #runUp: RunUp
  readonly #kept: number
  readonly #skill: number
  #applied: Float32Array | undefined
  #step = 0

  /** @param policyAt asked once for itself, and once more for the run-up where steps of it are kept */
  constructor(policyAt: (skill: number) => Policy, skill: number, runUp: RunUp, kept = 0) {
    const policy = policyAt(skill)
    if (!hasSkill(policy))
      throw new InputError(`${policy.name} has no skill: run-ups are made at another skill`)
    this.#policy = policy
    this.#companion = kept > 0 ? policyAt(runUp.skill) : undefined
    this.#runUp = runUp
    this.#kept = kept
    this.#skill = policy.skill
  }

  get name(): string {
    return this.#policy.name
  }

  /** What is to be applied instead of the last action, in the steps of the run-up that are kept. */
  get applied(): Float32Array | undefined {
    return this.#applied
  }

  reset(options?: { seed?: number }): void {
    this.#step = 0
    this.#applied = undefined
    this.#policy.skill = this.#runUp.skill
    this.#policy.reset(options)
    this.#companion?.reset(options)
  }

  act(observation: Float32Array): Float32Array | Promise<Float32Array> {
    const { steps } = this.#runUp
    const step = this.#step++
    if (step === steps - this.#kept) this.#policy.skill = this.#skill
    if (!this.#companion) return this.#policy.act(observation)
    return this.#actBeside(this.#companion, observation, step)
  }

  async #actBeside(companion: Policy, observation: Float32Array, step: number): Promise<Float32Array> {
    const { steps } = this.#runUp
    const going = step < steps ? Float32Array.from(await companion.act(observation)) : undefined
    this.#applied = step >= steps - this.#kept ? going : undefined
    return this.#policy.act(observation)
  }

  observe(outcome: Outcome): void {
    this.#policy.observe(outcome)
    if (this.#step <= this.#runUp.steps) this.#companion?.observe(outcome)
  }
}

function hasSkill(policy: Policy): policy is Policy & { skill: number } {
  return 'skill' in policy && typeof policy.skill === 'number'
}
