import { InputError } from '../../platform/index.js'
import type { Env } from '../env.js'
import type { Options, WrapperSpec } from '../spec.js'
import { ClipAction, RescaleAction } from './boundedAction.js'
import { FrameStackObservation } from './frameStackObservation.js'
import { NormalizeObservation, NormalizeReward } from './normalize.js'
import { RecordEpisodeStatistics } from './recordEpisodeStatistics.js'
import { TimeAwareObservation } from './timeAwareObservation.js'

/** Puts a wrapper around an environment from the `kwargs` of its spec. */
export type WrapperEntryPoint = (env: Env<never, never>, kwargs: never) => Env<unknown, unknown>

const wrappers = new Map<string, WrapperEntryPoint>([
  ['ClipAction', (env) => new ClipAction(env)],
  ['RescaleAction', (env, kwargs) => new RescaleAction(env, kwargs)],
  ['NormalizeObservation', (env, kwargs) => new NormalizeObservation(env, kwargs)],
  ['NormalizeReward', (env, kwargs) => new NormalizeReward(env, kwargs)],
  ['RecordEpisodeStatistics', (env, kwargs) => new RecordEpisodeStatistics(env, kwargs)],
  ['FrameStackObservation', (env, kwargs) => new FrameStackObservation(env, kwargs)],
  ['TimeAwareObservation', (env, kwargs) => new TimeAwareObservation(env, kwargs)],
])

/** Lets specs name a wrapper of one's own; its `name` and `kwargs` must be those it passes to `Wrapper`. */
export function registerWrapper(name: string, entryPoint: WrapperEntryPoint): void {
  if (wrappers.has(name)) throw new InputError(`registerWrapper: there is a wrapper ${name} already`)
  wrappers.set(name, entryPoint)
}

/** The environment inside the wrapper that a spec names. Throws `InputError` for one that JSON cannot describe. */
export function wrapByName(env: Env<unknown, unknown>, { name, kwargs }: WrapperSpec): Env<unknown, unknown> {
  if (kwargs === null)
    throw new InputError(
      `wrapper ${name} was built from what is no JSON (a function, say); wrap by hand instead`,
    )
  const entryPoint = wrappers.get(name)
  if (!entryPoint)
    throw new InputError(
      `no wrapper ${name}; there are ${[...wrappers.keys()].join(', ')}, and registerWrapper adds more`,
    )
  return entryPoint(env as Env<never, never>, kwargs satisfies Options as never)
}
