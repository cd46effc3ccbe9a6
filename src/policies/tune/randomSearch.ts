import { createGenerator } from '../../gym/seeding.js'
import { noMoments, rollout, type Judgement, type Moments, type RolloutTask } from './rollout.js'

/** One direction of the search, tried both ways. */
export interface DirectionTask {
  gait: RolloutTask['gait']
  judgement: Judgement
  /** Seed of the direction itself. */
  seed: number
  /** Standard deviation of the perturbation, on every weight. */
  noise: number
  /** Every command is run once with each sign, from the same seed. */
  runs: { command: number; seed: number }[]
  horizon: number
  actionNoise: number
}

export interface DirectionResult {
  plus: number
  minus: number
  steps: number
  moments: Moments
}

/** The perturbation of a direction: all knots' weights, one after the other. */
export function direction(seed: number, size: number): Float64Array {
  const generator = createGenerator(seed)
  return Float64Array.from({ length: size }, () => generator.normal())
}

/** The knots with `scale` × the perturbation added. */
export function moved(knots: readonly (readonly number[])[], by: Float64Array, scale: number): number[][] {
  let k = 0
  return knots.map((knot) => knot.map((weight) => weight + scale * by[k++]))
}

export function tryDirection(task: DirectionTask): DirectionResult {
  const { gait, judgement, noise, runs, horizon, actionNoise } = task
  const by = direction(task.seed, gait.knots.length * gait.knots[0].length)
  const moments = noMoments(gait.mean.length)
  let steps = 0
  const side = (sign: 1 | -1): number => {
    const knots = moved(gait.knots, by, sign * noise)
    let score = 0
    for (const { command, seed } of runs) {
      const result = rollout(
        { gait: { ...gait, knots }, command, seed, horizon, actionNoise },
        judgement,
        moments,
      )
      score += result.score / runs.length
      steps += result.steps
    }
    return score
  }
  return { plus: side(1), minus: side(-1), steps, moments }
}

/**
 * One update of augmented random search, version V2-t (Mania, Guy and Recht, "Simple random search of static linear
 * policies is competitive for reinforcement learning", 2018): the best directions, each by the difference of its two
 * sides, in units of the spread of their scores.
 */
export function updated(
  knots: readonly (readonly number[])[],
  tried: readonly { seed: number; plus: number; minus: number }[],
  { stepSize, top }: { stepSize: number; top: number },
): number[][] {
  const best = [...tried].sort((a, b) => Math.max(b.plus, b.minus) - Math.max(a.plus, a.minus)).slice(0, top)
  const scores = best.flatMap(({ plus, minus }) => [plus, minus])
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length) + 1e-9
  const size = knots.length * knots[0].length
  return best.reduce<number[][]>(
    (now, { seed, plus, minus }) =>
      moved(now, direction(seed, size), (stepSize / (top * spread)) * (plus - minus)),
    knots.map((knot) => [...knot]),
  )
}
