import { InputError } from '../../platform/index.js'
import { envProblems, type Problem, resetProblems, stepProblems } from '../check/rules.js'
import type { Env, Info, ResetOptions, StepResult } from '../env.js'
import type { EnvSpec } from '../spec.js'
import { warn } from '../warning.js'
import { Wrapper } from './wrapper.js'

/**
 * Looks at the spaces, the first reset and the first step, and costs nothing after that. Throws `InputError` for what
 * no learner could go on with, warns of the rest. `checkEnv` looks much closer.
 */
export class PassiveEnvChecker<O = Float32Array, A = Float32Array> extends Wrapper<O, A> {
  readonly #id: string
  #checkedReset = false
  #checkedStep = false

  constructor(env: Env<O, A>) {
    super(env, 'PassiveEnvChecker')
    this.#id = env?.spec?.id ?? 'environment'
    this.#report(envProblems(env))
  }

  /** `make` puts this wrapper back from the field, so it is no additional wrapper. */
  override get spec(): EnvSpec | undefined {
    return this.env.spec?.with({ disableEnvChecker: false })
  }

  override reset(options?: ResetOptions): [observation: O, info: Info] {
    const result = super.reset(options)
    if (!this.#checkedReset) this.#report(resetProblems(this.env, result))
    this.#checkedReset = true
    return result
  }

  override step(action: A): StepResult<O> {
    const result = super.step(action)
    if (!this.#checkedStep) this.#report(stepProblems(this.env, result))
    this.#checkedStep = true
    return result
  }

  #report(problems: Problem[]): void {
    for (const { message, fatal } of problems) {
      if (fatal) throw new InputError(`${this.#id}: ${message}`)
      warn(`${this.#id}: ${message}`)
    }
  }
}
