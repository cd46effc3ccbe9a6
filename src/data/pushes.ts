import type { Generator } from '../gym/index.js'
import { InputError } from '../platform/index.js'
import type { RecordOptions } from './recordEpisode.js'

export interface Pushes {
  /** In an episode of `steps`. */
  count: number
  /** Torque added to every hinge while a push lasts, forward or back by chance; actions lie in −1 … 1. */
  strength: number
  /** Control steps that one lasts. */
  duration: number
  /** Control steps of a whole episode, over which the pushes are spread. */
  steps: number
}

/** One push: from `start` on, `torques` are added to the action. */
interface Push {
  start: number
  torques: Float32Array
}

/**
 * Pushes for `recordEpisode`: at random times torques that no policy meant are added to what is applied. A replay has
 * them because it applies the same actions, and what is to be learned, the action that was meant, shows the recovery.
 *
 *     await recordEpisode(env, policy, { seed, perturb: pushing({ count: 5, strength: 0.5, duration: 4, steps: 1000 }) })
 *
 * Each push falls into its own one of `count` equal stretches of the episode. Actions stay within −1 … 1.
 */
export function pushing({ count, strength, duration, steps }: Pushes): NonNullable<RecordOptions['perturb']> {
  if (!Number.isInteger(count) || count < 0 || count * duration > steps)
    throw new InputError(
      `${count} pushes of ${duration} steps do not fit into an episode of ${steps}: give a whole number from 0 to ${Math.floor(steps / duration)}`,
    )
  if (!(strength >= 0)) throw new InputError(`a push's strength must be 0 or more, got ${strength}`)
  let pushes: Push[] = []
  return (action, step, random) => {
    if (step === 0) pushes = Array.from({ length: count }, (_, k) => draw(k, action.length, random))
    const push = pushes.find(({ start }) => step >= start && step < start + duration)
    if (!push) return action
    return action.map((value, i) => Math.min(1, Math.max(-1, value + push.torques[i])))
  }

  function draw(k: number, size: number, random: Generator): Push {
    const stretch = steps / count
    const start = Math.floor(k * stretch + random.uniform(0, stretch - duration))
    const torques = Float32Array.from({ length: size }, () => (random.uniform() < 0.5 ? -strength : strength))
    return { start, torques }
  }
}
