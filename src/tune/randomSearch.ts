import { createGenerator } from '../gym/index.js'
import type { Judgement } from '../sim/index.js'
import { noMoments, rollout, type Moments, type RolloutTask } from './rollout.js'

/** One direction of the search, tried both ways. */
export interface DirectionTask {
  gait: RolloutTask['gait']
  judgement: Judgement
  /** Seed of the direction itself. */
  seed: number
  /** Standard deviation of the perturbation, on every weight that moves. */
  noise: number
  /** The only knot whose weights move; undefined: all of them. */
  knot?: number
  /** Every command is run once with each sign, from the same seed. */
  runs: { command: number; seed: number }[]
  horizon: number
  actionNoise: number
}

export interface DirectionResult {
  plus: number
  minus: number
  /** By how much the plus side was better at each run. */
  gains: number[]
  steps: number
  moments: Moments
}

/** The perturbation of a direction: all knots' weights, one after the other; 0 for those that do not move. */
export function direction(seed: number, knots: readonly (readonly number[])[], only?: number): Float64Array {
  const generator = createGenerator(seed)
  const size = knots[0].length
  return Float64Array.from({ length: knots.length * size }, (_, i) => {
    const value = generator.normal()
    return only === undefined || Math.floor(i / size) === only ? value : 0
  })
}

/** The knots with `scale` × the perturbation added. */
export function moved(knots: readonly (readonly number[])[], by: Float64Array, scale: number): number[][] {
  let k = 0
  return knots.map((knot) => knot.map((weight) => weight + scale * by[k++]))
}

export function tryDirection(task: DirectionTask): DirectionResult {
  const { gait, judgement, noise, runs, horizon, actionNoise } = task
  const by = direction(task.seed, gait.knots, task.knot)
  const moments = noMoments(gait.mean.length)
  let steps = 0
  const gains = runs.map(() => 0)
  const side = (sign: 1 | -1): number => {
    const knots = moved(gait.knots, by, sign * noise)
    let score = 0
    for (const [k, { command, seed }] of runs.entries()) {
      const result = rollout(
        { gait: { ...gait, knots }, command, seed, horizon, actionNoise },
        judgement,
        moments,
      )
      score += result.score / runs.length
      gains[k] += sign * result.score
      steps += result.steps
    }
    return score
  }
  const plus = side(1)
  const minus = side(-1)
  return { plus, minus, gains, steps, moments }
}

/**
 * What a direction gained for each knot: the runs count by their commands' nearness to it, as the knot's weights count
 * in them, so that the luck of runs at other commands moves nothing. Sums to about the gain of the whole.
 */
export function gainsOfKnots(
  gains: readonly number[],
  runs: readonly { command: number }[],
  knots: number,
): number[] {
  const last = knots - 1
  return Array.from({ length: knots }, (_, k) =>
    gains.reduce(
      (sum, gain, r) => sum + (gain / runs.length) * Math.max(0, 1 - Math.abs(runs[r].command * last - k)),
      0,
    ),
  )
}

/**
 * One update of augmented random search, version V2-t (Mania, Guy and Recht, "Simple random search of static linear
 * policies is competitive for reinforcement learning", 2018): the best directions, each by the difference of its two
 * sides, in units of the spread of their scores. With `gains`, one for each knot, a knot moves by its own.
 */
export function updated(
  knots: readonly (readonly number[])[],
  tried: readonly { seed: number; plus: number; minus: number; gains?: readonly number[] }[],
  { stepSize, top, knot }: { stepSize: number; top: number; knot?: number },
): number[][] {
  const best = [...tried].sort((a, b) => Math.max(b.plus, b.minus) - Math.max(a.plus, a.minus)).slice(0, top)
  const scores = best.flatMap(({ plus, minus }) => [plus, minus])
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length) + 1e-9
  return best.reduce<number[][]>(
    (now, { seed, plus, minus, gains }) => {
      const by = direction(seed, knots, knot)
      const scale = stepSize / (top * spread)
      if (!gains) return moved(now, by, scale * (plus - minus))
      const size = knots[0].length
      return moved(
        now,
        by.map((value, i) => value * gains[Math.floor(i / size)]),
        scale,
      )
    },
    knots.map((weights) => [...weights]),
  )
}
