import { InputError } from '../../platform/index.js'
import { make } from '../registration.js'
import { checkReset, checkSpaces } from './checkReset.js'
import { checkIndependence, checkSteps } from './checkSteps.js'
import { advice, envProblems } from './rules.js'
import { type AnyEnv, attempt } from './trial.js'

export interface CheckOptions {
  /** Steps of each trial. */
  steps?: number
}

/**
 * Tests an environment by running it: spaces and their seeding, what `reset` and `step` return, that seeds and actions
 * repeat to the bit, that returned arrays are the caller's, that two instances share nothing, that `close` may be
 * called twice. Throws `InputError` with the first thing that is wrong; returns advice on what is only unwise. With a
 * spec that `make` can build again the trials use environments of their own; else `env` is closed afterwards.
 */
export function checkEnv(env: AnyEnv, { steps = 100 }: CheckOptions = {}): string[] {
  const id = env?.spec?.id ?? 'environment'
  try {
    for (const { message } of envProblems(env)) throw new InputError(message)
    const found = advice(env)
    if (env.unwrapped !== env) found.push('wrapped: the checks cannot tell the environment from its wrappers')

    checkSpaces(env)
    checkReset(env)
    checkSteps(env, steps)
    const spec = env.spec?.additionalWrappers.every(({ kwargs }) => kwargs) ? env.spec : undefined
    if (env.spec && !spec)
      found.push('a wrapper was built from what is no JSON: instances that share state would go unnoticed')
    if (spec && !spec.nondeterministic) {
      const twins = [make<unknown, unknown>(spec), make<unknown, unknown>(spec)] as const
      checkIndependence(...twins, steps)
      for (const twin of twins) attempt('close', () => twin.close())
    }
    checkClose(spec ? make<unknown, unknown>(spec) : env)
    return found
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`checkEnv ${id}: ${error.message}`)
    throw error
  }
}

function checkClose(env: AnyEnv): void {
  attempt('close', () => env.close())
  attempt('close: a second call must do nothing, but', () => env.close())
}
