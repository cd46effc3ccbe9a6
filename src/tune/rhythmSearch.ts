import type { Generator } from '../gym/index.js'
import type { Judgement } from '../sim/index.js'
import { beginEvolution, evolved, sample, type Evolution } from './evolution.js'
import { rhythmKnots, rhythmSize } from './rhythm.js'
import { noMoments, rollout, type Moments, type RolloutTask } from './rollout.js'

/** One gait to be judged. */
export interface CandidateTask {
  gait: RolloutTask['gait']
  judgement: Judgement
  runs: { command: number; seed: number }[]
  horizon: number
  actionNoise: number
}

export interface CandidateResult {
  score: number
  steps: number
  moments: Moments
}

export function judgeCandidate({
  gait,
  judgement,
  runs,
  horizon,
  actionNoise,
}: CandidateTask): CandidateResult {
  const moments = noMoments(gait.mean.length)
  let score = 0
  let steps = 0
  for (const { command, seed } of runs) {
    const result = rollout({ gait, command, seed, horizon, actionNoise }, judgement, moments)
    score += result.score / runs.length
    steps += result.steps
  }
  return { score, steps, moments }
}

/** One generation of rhythms, all judged by the same runs. The gait becomes the mean of what is left. */
export async function evolveRhythm(
  gait: RolloutTask['gait'],
  evolution: Evolution,
  {
    candidates,
    generator,
    judge,
  }: {
    candidates: number
    generator: Generator
    judge(gait: RolloutTask['gait']): Promise<CandidateResult>
  },
): Promise<{ evolution: Evolution; knots: number[][]; results: CandidateResult[] }> {
  const count = gait.knots.length
  const rhythms = sample(evolution, candidates, generator)
  const results = await Promise.all(
    rhythms.map((rhythm) => judge({ ...gait, knots: rhythmKnots(rhythm, gait, count) })),
  )
  const next = evolved(
    evolution,
    rhythms.map((x, i) => ({ x, score: results[i].score })),
  )
  return { evolution: next, knots: rhythmKnots(next.mean, gait, count), results }
}

/** Rhythms near the posture alone. */
export function beginRhythm(gait: RolloutTask['gait'], spread: number): Evolution {
  return beginEvolution(
    Array.from({ length: rhythmSize(gait) }, () => 0),
    spread,
  )
}
