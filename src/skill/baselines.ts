import { episodeReturn, recordEpisode } from '../data/index.js'
import type { Env } from '../gym/index.js'
import type { Policy } from '../policies/index.js'
import { fitCalibration } from './fitCalibration.js'
import { DialCurve } from './dialCurve.js'
import { summarize } from './evaluate.js'
import { type DialFigures, dialFigures, evenTargets, type TargetResult } from './figures.js'
import type { EpisodeOutcome } from './rolloutBatch.js'
import { CALIBRATION_SEEDS, JUDGING_SEEDS, seedsFrom } from './seeds.js'

/** How bots are commonly made weaker; each from the expert, the scripted policy at skill 100. */
export type BaselineName = 'nearest stage' | 'expert with noise' | 'expert scaled'

export interface Baseline {
  name: BaselineName
  results: TargetResult[]
  figures: DialFigures
}

export interface BaselineOptions {
  env: Env
  /** The policy at a skill from 0 to 100. */
  policyAt: (skill: number) => Policy
  /** The dial's range: what targets cover and errors are measured against. */
  range: readonly [number, number]
  /** As of the certificate that they are compared with. */
  targets?: number
  episodes?: number
  seed?: number
  /** Control steps of an episode at most. */
  horizon?: number
  onProgress?: (progress: { episodes: number; totalEpisodes: number }) => void
  signal?: AbortSignal
}

/** A bot with one knob from 0 (weakest) to 1 (the expert). */
interface Rival {
  name: BaselineName
  /** Settings to measure. */
  knobs: readonly number[]
  /** A knob that moves in steps is set to the step whose return comes closest; others in between. */
  isStepped?: boolean
  bot(knob: number): { policy: Policy; noise?: number; scale?: number }
}

/** Stages of a game with easy, medium, hard and expert bots. */
const STAGES = 4
/** Settings of a continuous knob that are measured, and episodes at each: as for a model. */
const KNOBS = 13
const CALIBRATION_EPISODES = 8
/** Deviation of the noise at the weakest end; actions lie in −1 … 1, so little of the gait is left. */
const LOUDEST = 1

/**
 * Judges the usual ways to make a bot weaker by the protocol of `certify`: every knob is measured on the calibration
 * seeds, read backwards as a model's dial is, and judged at the same targets on the same judging seeds.
 */
export async function baselines(options: BaselineOptions): Promise<Baseline[]> {
  const { policyAt, range, targets = 7, episodes = 20, seed = 0 } = options
  const even = evenTargets([0, 1], KNOBS)
  const rivals: Rival[] = [
    {
      name: 'nearest stage',
      knobs: evenTargets([0, 1], STAGES),
      isStepped: true,
      bot: (knob) => ({ policy: policyAt(100 * knob) }),
    },
    {
      name: 'expert with noise',
      knobs: even,
      bot: (knob) => ({ policy: policyAt(100), noise: LOUDEST * (1 - knob) }),
    },
    { name: 'expert scaled', knobs: even, bot: (knob) => ({ policy: policyAt(100), scale: knob }) },
  ]
  const progress = {
    episodes: 0,
    totalEpisodes:
      rivals.reduce((sum, { knobs }) => sum + knobs.length * CALIBRATION_EPISODES, 0) +
      rivals.length * targets * episodes,
  }
  const play = async (rival: Rival, knob: number, seeds: readonly number[]): Promise<EpisodeOutcome[]> => {
    const outcomes: EpisodeOutcome[] = []
    for (const episodeSeed of seeds) {
      outcomes.push(await playOne(rival.bot(knob), episodeSeed, options))
      progress.episodes++
      options.onProgress?.({ ...progress })
    }
    return outcomes
  }
  const judged: Baseline[] = []
  for (const rival of rivals) {
    const seeds = seedsFrom(CALIBRATION_SEEDS, seed, rival.knobs.length * CALIBRATION_EPISODES)
    const measured: TargetResult[] = []
    for (const [i, knob] of rival.knobs.entries()) {
      const own = seeds.slice(i * CALIBRATION_EPISODES, (i + 1) * CALIBRATION_EPISODES)
      measured.push(summarize(knob, knob, await play(rival, knob, own)))
    }
    const wanted = evenTargets(range, targets)
    const judging = seedsFrom(JUDGING_SEEDS, seed, targets * episodes)
    const results: TargetResult[] = []
    for (const [i, target] of wanted.entries()) {
      const knob = rival.isStepped ? closest(measured, target) : inverse(measured, range, target)
      const own = judging.slice(i * episodes, (i + 1) * episodes)
      results.push(summarize(target, knob, await play(rival, knob, own)))
    }
    judged.push({ name: rival.name, results, figures: dialFigures(results, range) })
  }
  return judged
}

function closest(measured: readonly TargetResult[], target: number): number {
  return measured.toSorted((a, b) => Math.abs(a.median - target) - Math.abs(b.median - target))[0].prompted
}

/** The setting that a rising fit of the medians has for a return; a knob cannot go past its ends. */
function inverse(
  measured: readonly TargetResult[],
  range: readonly [number, number],
  target: number,
): number {
  const curve = new DialCurve(range, fitCalibration(measured, { seed: 0 }))
  return Math.min(1, Math.max(0, curve.askReturn(target).promptedReturn))
}

async function playOne(
  { policy, noise, scale }: ReturnType<Rival['bot']>,
  seed: number,
  { env, horizon, signal }: BaselineOptions,
): Promise<EpisodeOutcome> {
  const episode = await recordEpisode(env, policy, {
    seed,
    noise,
    perturb: scale === undefined ? undefined : (action) => action.map((value) => scale * value),
    maxSteps: horizon,
    signal,
  })
  const total = episodeReturn(episode)
  return { return: total, length: episode.length, fell: episode.terminated, perThousand: [] }
}
