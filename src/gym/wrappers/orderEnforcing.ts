import { InputError } from '../../platform/index.js'
import type { Env, Info, ResetOptions, StepResult } from '../env.js'
import type { EnvSpec } from '../spec.js'
import { Wrapper } from './wrapper.js'

/** Refuses `step` before the first `reset`. */
export class OrderEnforcing<O = Float32Array, A = Float32Array> extends Wrapper<O, A> {
  #hasReset = false

  constructor(env: Env<O, A>) {
    super(env, 'OrderEnforcing')
  }

  /** `make` puts this wrapper back from the field, so it is no additional wrapper. */
  override get spec(): EnvSpec | undefined {
    return this.env.spec?.with({ orderEnforce: true })
  }

  get hasReset(): boolean {
    return this.#hasReset
  }

  override reset(options?: ResetOptions): [observation: O, info: Info] {
    this.#hasReset = true
    return super.reset(options)
  }

  override step(action: A): StepResult<O> {
    if (!this.#hasReset)
      throw new InputError(`${this.env.spec?.id ?? 'environment'}: step before reset; call env.reset() first`)
    return super.step(action)
  }
}
