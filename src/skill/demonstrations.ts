import {
  type Episode,
  episodeReturn,
  pushing,
  recordEpisode,
  type RecordOptions,
  withoutStart,
} from '../data/index.js'
import { capability, createGenerator, type Env, type Generator, make } from '../gym/index.js'
import { between, InputError } from '../platform/index.js'
import type { Policy } from '../policies/index.js'
import { EPISODE_STEPS } from '../sim/index.js'
import { rejectionOf } from './rejection.js'
import { ReturnSpread } from './returnSpread.js'
import { drawRunUp, RunUpPolicy, type RunUps } from './runUp.js'
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
  /**
   * Share of further episodes at the lowest and at the highest return, each, when returns are stratified: a model learns
   * the border of its data worst. Default: 0.04.
   */
  ends?: number
  /** Each episode draws the deviation of its action noise from this range. */
  noise?: readonly [number, number]
  /** Torques added to all hinges for a moment, at random times: the demonstrations then show how to recover. */
  pushes?: { count: number; strength: number }
  /** Some episodes come from another skill. */
  runUps?: RunUps
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
const TRIES = 24
/** Episodes with which the return of each skill is surveyed. */
const SURVEY = 48
/** Sound episodes of which the one closest to a wanted return is kept, and how close is close enough at once. */
const CANDIDATES = 4
const CLOSE = 0.03
/** Time that a push lasts, s, and control steps of it where an environment has no time. */
const PUSH_SECONDS = 0.2
const PUSH_STEPS = 4
/** Why an episode is recorded again that ended before it began. */
const RUN_UP_FAILED = 'fell in the run-up'
const ENDS = 0.04

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
  const runUps = plan.runUps && { ...plan.runUps, env: envForRunUps(plan.env, plan.runUps) }
  try {
    const spread = plan.stratify
      ? await surveyReturns(plan, (done) => tell('survey', done, survey))
      : undefined
    // In random order, so that a recording that is stopped early still covers the whole range.
    const slots = random.shuffle(Array.from({ length: episodes }, (_, slot) => slot))
    for (const [index, slot] of slots.entries()) {
      signal?.throwIfAborted()
      const share = episodes === 1 ? 0.5 : (slot + random.uniform(0.1, 0.9)) / episodes
      const noise = random.uniform(...(plan.noise ?? [0, 0]))
      const hasRunUp = runUps !== undefined && random.uniform() < runUps.share
      const attempts = new Attempts(plan, index, noise, rejected, hasRunUp ? runUps : undefined)
      if (!spread) yield await attempts.sound(between(plan.skill, share))
      else {
        const target = wantedReturn(spread, share, plan.ends)
        // What comes of a skill after a run-up says nothing of what it brings from rest.
        if (hasRunUp) yield await attempts.sound(spread.skillFor(target, random))
        else yield await closest(attempts, spread, target, random)
      }
      tell('record', index + 1, episodes)
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  } finally {
    runUps?.env.close()
  }
}

/** The tries of one episode; each has a seed of its own. */
class Attempts {
  #count = 0
  readonly #plan: DemonstrationPlan
  readonly #index: number
  readonly #noise: number
  readonly #rejected: Record<string, number>
  readonly #runUps: RunUpsIn | undefined

  constructor(
    plan: DemonstrationPlan,
    index: number,
    noise: number,
    rejected: Record<string, number>,
    runUps: RunUpsIn | undefined,
  ) {
    this.#plan = plan
    this.#index = index
    this.#noise = noise
    this.#rejected = rejected
    this.#runUps = runUps
  }

  /** An episode of this skill that is to be kept. */
  async sound(skill: number): Promise<Episode> {
    const [plan, index, noise, runUps] = [this.#plan, this.#index, this.#noise, this.#runUps]
    while (this.#count < TRIES) {
      const seed = plan.seed + index * TRIES + this.#count++
      const episode = runUps
        ? await recordAfterRunUp(plan, runUps, skill, noise, seed, index)
        : await record(plan, skill, noise, seed, index)
      const reason =
        episode === undefined ? RUN_UP_FAILED : plan.reject ? rejectionOf(episode, plan.env) : undefined
      if (reason === undefined) return episode as Episode
      this.#rejected[reason] = (this.#rejected[reason] ?? 0) + 1
    }
    throw new InputError(
      `skill ${skill.toFixed(1)} with noise ${noise.toFixed(3)} ended in a fall ${TRIES} times: ` +
        'narrow --skill-range, lower --noise or keep falls',
    )
  }
}

function wantedReturn(spread: ReturnSpread, share: number, ends = ENDS): number {
  return between(spread.range(), Math.min(1, Math.max(0, between([-ends, 1 + ends], share))))
}

/** Of a few episodes the one whose return is closest to the wanted one; each teaches where to look next. */
async function closest(
  attempts: Attempts,
  spread: ReturnSpread,
  target: number,
  random: Generator,
): Promise<Episode> {
  const [least, most] = spread.range()
  let best: { episode: Episode; error: number } | undefined
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const skill = spread.skillFor(target, random)
    const episode = await attempts.sound(skill)
    const achieved = episodeReturn(episode)
    spread.add(skill, achieved)
    const error = Math.abs(achieved - target)
    if (!best || error < best.error) best = { episode, error }
    if (error < CLOSE * (most - least)) break
  }
  return (best as { episode: Episode }).episode
}

function record(
  plan: DemonstrationPlan,
  skill: number,
  noise: number,
  seed: number,
  episodeId: number,
): Promise<Episode> {
  return recordEpisode(plan.env, plan.policyAt(skill), optionsOf(plan, { seed, episodeId, noise }))
}

/** Steps of a whole episode. */
function stepsOf({ env, maxSteps = Infinity }: DemonstrationPlan): number {
  return Math.min(maxSteps, env.spec?.maxEpisodeSteps ?? EPISODE_STEPS)
}

/** How an episode is recorded that begins at step `from`. */
function optionsOf(
  plan: DemonstrationPlan,
  episode: Pick<RecordOptions, 'seed' | 'episodeId' | 'noise'>,
  from = 0,
): RecordOptions {
  const { level, maxSteps, signal } = plan
  return { ...episode, level, perturb: perturbation(plan, from), maxSteps, signal }
}

/** Run-ups, and where they are made. */
type RunUpsIn = RunUps & { env: Env }

/** The same environment, with time for the longest run-up. */
function envForRunUps(env: Env, runUps: RunUps): Env {
  const { spec } = env
  const { steps, kept = 0 } = runUps
  if (kept > steps / 4)
    throw new InputError(
      `${kept} steps cannot be kept of run-ups of ${Math.ceil(steps / 4)} to ${steps}: keep a quarter of ${steps} at most`,
    )
  if (!spec)
    throw new InputError('run-ups need an environment that `make` made: it is made again with more time')
  return make(spec, { maxEpisodeSteps: (spec.maxEpisodeSteps ?? EPISODE_STEPS) + steps })
}

/** What came after a run-up; nothing where that ended the episode. */
async function recordAfterRunUp(
  plan: DemonstrationPlan,
  runUps: RunUpsIn,
  skill: number,
  noise: number,
  seed: number,
  episodeId: number,
): Promise<Episode | undefined> {
  // Other draws than those of the environment, the policy and the noise.
  const random = createGenerator(seed)
  random.fork()
  const runUp = drawRunUp(runUps, plan.skill, random.fork())
  const { kept = 0 } = runUps
  const policy = new RunUpPolicy(plan.policyAt, skill, runUp, kept)
  const options = optionsOf(plan, { seed, episodeId, noise }, runUp.steps)
  const from = runUp.steps - kept
  const { perturb } = options
  const episode = await recordEpisode(runUps.env, policy, {
    ...options,
    perturb: (action, step, draws) => policy.applied ?? perturb?.(action, step, draws) ?? action,
    maxSteps: from + stepsOf(plan),
  })
  return episode.length > runUp.steps ? withoutStart(episode, from) : undefined
}

/** Throws `InputError` where the pushes do not fit into an episode. `from`: the step at which it begins. */
function perturbation(plan: DemonstrationPlan, from: number): RecordOptions['perturb'] {
  const { pushes } = plan
  if (!pushes) return undefined
  const dt = capability(plan.env, 'dt')
  const duration = dt === undefined ? PUSH_STEPS : Math.max(1, Math.round(PUSH_SECONDS / dt))
  const push = pushing({ ...pushes, duration, steps: stepsOf(plan) })
  return (action, step, random) => (step < from ? action : push(action, step - from, random))
}

/** One episode of each of many skills, on seeds that no demonstration uses. */
async function surveyReturns(plan: DemonstrationPlan, tell: (done: number) => void): Promise<ReturnSpread> {
  const [quiet, loud] = plan.noise ?? [0, 0]
  const firstSeed = plan.seed + plan.episodes * TRIES
  const spread = new ReturnSpread(plan.skill)
  for (let i = 0; i < SURVEY; i++) {
    plan.signal?.throwIfAborted()
    const skill = between(plan.skill, i / (SURVEY - 1))
    const episode = await record(plan, skill, (quiet + loud) / 2, firstSeed + i, i)
    if (!plan.reject || rejectionOf(episode, plan.env) === undefined)
      spread.add(skill, episodeReturn(episode))
    tell(i + 1)
  }
  return spread
}
