import type { Episode } from '../data/episode.js'
import type { Env } from '../gym/env.js'
import { LocomotionEnv } from '../sim/locomotionEnv.js'

/** Share of an episode that a body may spend on its back before the episode counts as a flip. */
const FLIP_SHARE = 0.02

/**
 * Why an episode is no demonstration: `fell` where the environment ended it before its time, `flipped` where a body
 * that never falls lay on its back. Undefined for an episode to keep.
 */
export function rejectionOf(episode: Episode, env: Env): 'fell' | 'flipped' | undefined {
  if (episode.terminated) return 'fell'
  const { unwrapped } = env
  if (!(unwrapped instanceof LocomotionEnv)) return undefined
  const pitchColumn = episode.observationSize === unwrapped.state().qpos.length * 2 ? 2 : 1
  let upsideDown = 0
  for (let step = 0; step < episode.length; step++)
    if (Math.cos(episode.observations[step * episode.observationSize + pitchColumn]) < 0) upsideDown++
  return upsideDown > FLIP_SHARE * episode.length ? 'flipped' : undefined
}
