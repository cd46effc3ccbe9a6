import { type Episode, episodeReturn } from '../data/episode.js'
import { recordEpisode } from '../data/recordEpisode.js'
import type { Env } from '../gym/env.js'
import { createGenerator } from '../gym/seeding.js'
import { InputError } from '../platform/errors.js'
import type { Policy } from '../policies/policy.js'
import { isotonic, type Knot, risingKnots } from './isotonic.js'
import { rejectionOf } from './rejection.js'
import { DEMONSTRATION_SEEDS } from './seeds.js'

export interface DemonstrationPlan {
  env: Env
  /** The policy at a skill from 0 to 100; asked once an episode. */
  policyAt: (skill: number) => Policy
  episodes: number
  /** Skills to spread over, 0–100. */
  skill: readonly [number, number]
  /** Spread evenly over returns instead of skills: weak and strong episodes are then equally many. */
  stratify?: boolean
  /** Each episode draws the deviation of its action noise from this range. */
  noise?: readonly [number, number]
  /** Try again, with another seed, where an episode ends in a fall or on the back. */
  reject?: boolean
  /** First environment seed; the episodes take those that follow. */
  seed: number
  /** Name of the level that the environment was made with. */
  level?: string
  maxSteps?: number
  /** Ends the recording after the episodes that are complete. */
  signal?: AbortSignal
  onProgress?: (progress: DemonstrationProgress) => void
}

export interface DemonstrationProgress {
  phase: 'survey' | 'record'
  /** Episodes done and wanted, of this phase. */
  done: number
  total: number
  /** Episodes thrown away, by reason. */
  rejected: Readonly<Record<string, number>>
}

/** Seeds that one episode may use up before recording gives up on it. */
const TRIES = 20
/** Episodes with which the return of each skill is surveyed. */
const SURVEY = 48

/**
 * Records demonstrations of evenly spread skill, one by one as they are done. The plan alone decides what comes: the
 * same plan gives the same episodes. When stopped it ends after the last complete one.
 *
 * Throws `InputError` where a skill cannot be had without a fall in many tries.
 */
export async function* demonstrations(plan: DemonstrationPlan): AsyncGenerator<Episode> {
  const { episodes, signal, onProgress } = plan
  const survey = plan.stratify ? SURVEY : 0
  if (plan.seed + (episodes + survey) * TRIES > DEMONSTRATION_SEEDS.last)
    throw new InputError(
      `seed ${plan.seed} is too large: demonstrations use seeds up to ${DEMONSTRATION_SEEDS.last}, those above judge them`,
    )
  const random = createGenerator(plan.seed)
  const rejected: Record<string, number> = {}
  const tell = (phase: DemonstrationProgress['phase'], done: number, total: number) =>
    onProgress?.({ phase, done, total, rejected })
  try {
    let skillAt = (share: number) => plan.skill[0] + share * (plan.skill[1] - plan.skill[0])
    if (survey > 0) {
      const knots = await surveyReturns(plan, (done) => tell('survey', done, survey))
      skillAt = (share) => interpolate(knots, knots[0].y + share * (knots[knots.length - 1].y - knots[0].y))
    }
    // In random order, so that a recording that is stopped early still covers the whole range.
    const slots = random.shuffle(Array.from({ length: episodes }, (_, slot) => slot))
    for (const [index, slot] of slots.entries()) {
      signal?.throwIfAborted()
      const skill = skillAt(episodes === 1 ? 0.5 : (slot + random.uniform(0.1, 0.9)) / episodes)
      const noise = random.uniform(...(plan.noise ?? [0, 0]))
      yield await acceptable(plan, index, skill, noise, rejected)
      tell('record', index + 1, episodes)
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

/** Tries seeds until an episode is to be kept. */
async function acceptable(
  plan: DemonstrationPlan,
  index: number,
  skill: number,
  noise: number,
  rejected: Record<string, number>,
): Promise<Episode> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const episode = await record(plan, skill, noise, plan.seed + index * TRIES + attempt, index)
    const reason = plan.reject ? rejectionOf(episode, plan.env) : undefined
    if (reason === undefined) return episode
    rejected[reason] = (rejected[reason] ?? 0) + 1
  }
  throw new InputError(
    `skill ${skill.toFixed(1)} with noise ${noise.toFixed(3)} ended in a fall ${TRIES} times in a row: ` +
      'narrow --skill-range, lower --noise or keep falls',
  )
}

function record(
  plan: DemonstrationPlan,
  skill: number,
  noise: number,
  seed: number,
  episodeId: number,
): Promise<Episode> {
  const { env, level, maxSteps, signal } = plan
  return recordEpisode(env, plan.policyAt(skill), { seed, episodeId, level, noise, maxSteps, signal })
}

/** The rising curve from skill to return, on seeds that no demonstration uses. */
async function surveyReturns(plan: DemonstrationPlan, tell: (done: number) => void): Promise<Knot[]> {
  const [low, high] = plan.skill
  const [quiet, loud] = plan.noise ?? [0, 0]
  const firstSeed = plan.seed + plan.episodes * TRIES
  const skills: number[] = []
  const returns: number[] = []
  for (let i = 0; i < SURVEY; i++) {
    plan.signal?.throwIfAborted()
    const skill = low + ((high - low) * i) / (SURVEY - 1)
    const episode = await record(plan, skill, (quiet + loud) / 2, firstSeed + i * TRIES, i)
    if (!plan.reject || rejectionOf(episode, plan.env) === undefined) {
      skills.push(skill)
      returns.push(episodeReturn(episode))
    }
    tell(i + 1)
  }
  const knots = skills.length > 0 ? risingKnots(skills, isotonic(returns)) : []
  if (knots.length < 2)
    throw new InputError(
      `the return does not rise with skill between ${low} and ${high}: record without --stratify, or widen --skill-range`,
    )
  return knots
}

/** The x at which the rising, piecewise linear map through the knots takes the value `y`. */
function interpolate(knots: readonly Knot[], y: number): number {
  const above = Math.max(
    1,
    knots.findIndex((knot) => knot.y >= y),
  )
  const [left, right] = [knots[above - 1], knots[above]]
  return left.x + ((y - left.y) / (right.y - left.y)) * (right.x - left.x)
}
