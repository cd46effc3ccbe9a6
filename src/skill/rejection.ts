import type { Episode } from '../data/index.js'
import { capability, type Env } from '../gym/index.js'

/** Share of an episode that a body may spend on its back before the episode counts as a flip. */
const FLIP_SHARE = 0.02

/**
 * Why an episode is no demonstration: `fell` where the environment ended it before its time, `flipped` where a body
 * that never falls lay on its back. Undefined for an episode to keep.
 */
export function rejectionOf(episode: Episode, env: Env): 'fell' | 'flipped' | undefined {
  if (episode.terminated) return 'fell'
  const fallen = capability(env, 'fallen')
  if (!fallen) return undefined
  const { observations, observationSize: size, length } = episode
  let upsideDown = 0
  for (let step = 0; step < length; step++)
    if (fallen(observations.subarray(step * size, (step + 1) * size))) upsideDown++
  return upsideDown > FLIP_SHARE * length ? 'flipped' : undefined
}
