import { InputError } from '../platform/index.js'
import { commandOf, type LinearGait } from './gait.js'
import { GaitController } from './gaitController.js'
import type { Policy } from './policy.js'

/**
 * A searched gait with a skill from 0 (it crawls) to 100 (its best); its mean return rises evenly with skill. Closed
 * loop: the action follows from the observation, the skill and, where the gait has a clock, its phase.
 */
export class ScriptedPolicy implements Policy {
  readonly name: string
  #gait: LinearGait
  #controller: GaitController
  #skill = NaN

  /** Throws `InputError` for a skill outside 0–100. */
  constructor(gaitName: string, gait: LinearGait, skill = 100) {
    this.name = `scripted:${gaitName}`
    this.#gait = gait
    this.#controller = new GaitController(gait)
    this.skill = skill
  }

  /** 0–100; may change between any two steps. Throws `InputError` outside. */
  get skill(): number {
    return this.#skill
  }

  set skill(skill: number) {
    if (!(skill >= 0 && skill <= 100))
      throw new InputError(`${this.name}: skill must be 0 to 100, got ${skill}`)
    this.#skill = skill
    this.#controller.command = commandOf(this.#gait, skill)
  }

  reset(): void {
    this.#controller.reset()
  }

  act(observation: Float32Array): Float32Array {
    return this.#controller.act(observation)
  }

  observe(): void {}
}
