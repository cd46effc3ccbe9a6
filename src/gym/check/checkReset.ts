import { InputError } from '../../platform/index.js'
import type { ResetOptions } from '../env.js'
import { snapshot } from '../snapshot.js'
import { whyNotIn } from './membership.js'
import { resetProblems } from './rules.js'
import { isSame } from './sameness.js'
import { type AnyEnv, attempt } from './trial.js'

/** Both spaces hold what they draw, and draw the same from the same seed. */
export function checkSpaces({ observationSpace, actionSpace }: AnyEnv): void {
  for (const [name, space] of Object.entries({ observationSpace, actionSpace })) {
    const [first, again] = [1, 2].map(() => {
      space.seed(123)
      return [space.sample(), space.sample()]
    })
    const why = first.map((sample) => whyNotIn(space, sample)).find((reason) => reason !== undefined)
    if (why) throw new InputError(`${name} does not contain its own sample: ${why}`)
    if (!isSame(first, again)) throw new InputError(`${name}: the same seed must give the same samples`)
  }
}

/** `reset` returns what it should, with and without options; its seed decides what follows, and it alone. */
export function checkReset(env: AnyEnv): void {
  reset(env)
  reset(env, { options: {} })
  if (!env.spec?.nondeterministic) checkSeeding(env)
  checkDefaultSeed(env)
}

function checkSeeding(env: AnyEnv): void {
  const episodes = () => [reset(env, { seed: 123 }), reset(env)]
  const [first, next] = episodes()
  const [firstAgain, nextAgain] = episodes()
  if (!isSame(first, firstAgain))
    throw new InputError(
      'reset: the same seed gave two different results; draw everything from one seeded generator',
    )
  if (!isSame(next, nextAgain))
    throw new InputError(
      'reset: the episode after a seeded one differs between runs; without a seed, go on with the same generator',
    )
}

/** Seeds matter, yet without one every episode begins alike: the environment seeds itself each time. */
function checkDefaultSeed(env: AnyEnv): void {
  const trials = [1, 2, 3, 4, 5, 6, 7, 8]
  const seeded = trials.map((seed) => reset(env, { seed })[0])
  if (seeded.every((observation) => isSame(observation, seeded[0]))) return
  reset(env, { seed: 1 })
  const unseeded = trials.map(() => reset(env)[0])
  if (unseeded.every((observation) => isSame(observation, unseeded[0])))
    throw new InputError(
      'reset: without a seed every episode begins the same; only reseed where a seed is given',
    )
}

/** A copy of what `reset` returned, after it was found to be in order. */
function reset(env: AnyEnv, options?: ResetOptions): [observation: unknown, info: unknown] {
  const given = options ? `reset(${JSON.stringify(options)})` : 'reset()'
  const result = attempt(given, () => env.reset(options))
  for (const { message } of resetProblems(env, result)) throw new InputError(message)
  return snapshot(result)
}
