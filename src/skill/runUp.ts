import type { Generator } from '../gym/seeding.js'
import { InputError } from '../platform/errors.js'
import type { Outcome, Policy } from '../policies/policy.js'

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
}

/** The run-up of one episode: so many control steps at this skill. */
export interface RunUp {
  steps: number
  skill: number
}

/** The run-up of one episode, at a skill between these. */
export function drawRunUp(
  { steps }: RunUps,
  [low, high]: readonly [number, number],
  random: Generator,
): RunUp {
  return { steps: Math.ceil(random.uniform(steps / 4, steps)), skill: random.uniform(low, high) }
}

/** A policy that acts at the skill of the run-up first, and then at its own. Throws `InputError` where it has none. */
export class RunUpPolicy implements Policy {
  readonly #policy: Policy & { skill: number }
  readonly #runUp: RunUp
  readonly #skill: number
  #step = 0

  constructor(policy: Policy, runUp: RunUp) {
    if (!hasSkill(policy))
      throw new InputError(`${policy.name} has no skill: run-ups are made at another skill`)
    this.#policy = policy
    this.#runUp = runUp
    this.#skill = policy.skill
  }

  get name(): string {
    return this.#policy.name
  }

  reset(options?: { seed?: number }): void {
    this.#step = 0
    this.#policy.skill = this.#runUp.skill
    this.#policy.reset(options)
  }

  act(observation: Float32Array): Float32Array | Promise<Float32Array> {
    if (this.#step++ === this.#runUp.steps) this.#policy.skill = this.#skill
    return this.#policy.act(observation)
  }

  observe(outcome: Outcome): void {
    this.#policy.observe(outcome)
  }
}

function hasSkill(policy: Policy): policy is Policy & { skill: number } {
  return 'skill' in policy && typeof policy.skill === 'number'
}
