import { type Episode, episodeReturn } from '../data/index.js'
import { InputError, percentile } from '../platform/index.js'
import type { Trajectory } from './batches.js'
import type { Conditioning, GaitwayMeta } from './gaitwayMeta.js'
import { rawReturnTokens, standardiseReturn } from './returnToken.js'

/** Episodes in order, read when asked for; an open `Dataset` is one, an array of episodes too. */
export interface EpisodeSource {
  readonly length: number
  episode(index: number): Episode | Promise<Episode>
}

export function episodeSource(episodes: readonly Episode[] | EpisodeSource): EpisodeSource {
  return 'episode' in episodes
    ? episodes
    : { length: episodes.length, episode: (index) => (episodes as readonly Episode[])[index] }
}

/** Several sources one after another. */
export function joinSources(sources: readonly EpisodeSource[]): EpisodeSource {
  return {
    length: sources.reduce((sum, { length }) => sum + length, 0),
    episode(index) {
      for (const source of sources) {
        if (index < source.length) return source.episode(index)
        index -= source.length
      }
      throw new RangeError(`no episode ${index}`)
    },
  }
}

/** What one pass over the data tells: everything an agent will need beside the weights. */
export interface DataDescription {
  envId: string
  stateSize: number
  actionSize: number
  lengths: number[]
  horizon: number
  stateMean: Float64Array
  stateStd: Float64Array
  conditioning: Conditioning
  returns: NonNullable<GaitwayMeta['data']>['returns']
  /** Of all numbers that training sees: a resumed training must see the same. */
  checksum: number
}

/** Scale of the classic return token, as in the published experiments on these bodies. */
const CLASSIC_SCALE = 1000
/** Return tokens beyond these percentiles are clipped. */
const CLIP_PERCENTILES = [0.5, 99.5]

/** FNV-1a over the bits of float32 values. */
function checksum(values: Float32Array, sum: number): number {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length)
  for (const word of words) sum = Math.imul(sum ^ word, 0x01000193)
  return sum >>> 0
}

function checkEpisode(episode: Episode, first: Episode, index: number): void {
  const fail = (problem: string) => new InputError(`episode ${index} of the data ${problem}`)
  if (episode.observationSize !== first.observationSize || episode.actionSize !== first.actionSize) {
    throw fail('has observations or actions of another length than the first: train on one body at a time')
  }
  if (episode.envId && first.envId && episode.envId !== first.envId) {
    throw fail(`is from ${episode.envId}, the first from ${first.envId}: train on one body at a time`)
  }
  for (const values of [episode.observations, episode.actions, episode.rewards]) {
    for (const value of values)
      if (!Number.isFinite(value)) throw fail(`holds ${value}: take it out of the data`)
  }
}

/**
 * Reads all episodes once: normalisation (population deviation + 1e-6), horizon, return statistics.
 *
 * @param options.horizon steps of a full episode; the longest in the data unless given
 * @param options.returnScale what classic return tokens are divided by; 1000 unless given
 */
export async function describeData(
  source: EpisodeSource,
  mode: Conditioning['mode'],
  options: { horizon?: number; returnScale?: number } = {},
): Promise<DataDescription> {
  if (source.length === 0) throw new InputError('the data has no episodes: record some first')
  const first = await source.episode(0)
  const { observationSize: stateSize, actionSize } = first
  const lengths: number[] = []
  const brief: { rewards: Float32Array; terminated: boolean; return: number; isPart: boolean }[] = []
  const sum = new Float64Array(stateSize)
  const squares = new Float64Array(stateSize)
  let sumOfBits = 0x811c9dc5
  for (let index = 0; index < source.length; index++) {
    const episode = await source.episode(index)
    checkEpisode(episode, first, index)
    lengths.push(episode.length)
    brief.push({
      rewards: episode.rewards,
      terminated: episode.terminated,
      return: episodeReturn(episode),
      isPart: (episode.startStep ?? 0) > 0,
    })
    // Deviations from the very first observation: squares of large numbers would lose the small differences.
    for (let i = 0; i < episode.observations.length; i++) {
      const shifted = episode.observations[i] - first.observations[i % stateSize]
      sum[i % stateSize] += shifted
      squares[i % stateSize] += shifted * shifted
    }
    for (const values of [episode.observations, episode.actions, episode.rewards]) {
      sumOfBits = checksum(values, sumOfBits)
    }
  }
  const steps = lengths.reduce((total, length) => total + length, 0)
  if (steps === 0) throw new InputError('the episodes of the data have no steps')
  const longest = Math.max(...lengths)
  const fullLength = options.horizon ?? longest
  const stateMean = sum.map((value, i) => value / steps + first.observations[i])
  const stateStd = squares.map(
    (value, i) => Math.sqrt(Math.max(0, value / steps - (sum[i] / steps) ** 2)) + 1e-6,
  )
  // A part of an episode that begins in motion says nothing of what a whole one brings.
  const whole = brief.filter(({ isPart }) => !isPart)
  const returns = (whole.length > 0 ? whole : brief)
    .map(({ return: total, terminated, rewards }) =>
      terminated || rewards.length >= fullLength ? total : (total * fullLength) / rewards.length,
    )
    .sort((a, b) => a - b)
  return {
    envId: first.envId,
    stateSize,
    actionSize,
    lengths,
    horizon: fullLength,
    stateMean,
    stateStd,
    conditioning: conditioningOf(mode, brief, fullLength, options.returnScale),
    returns: {
      mean: returns.reduce((total, value) => total + value, 0) / returns.length,
      min: returns[0],
      max: returns[returns.length - 1],
      p5: percentile(returns, 5),
      p50: percentile(returns, 50),
      p95: percentile(returns, 95),
    },
    checksum: sumOfBits,
  }
}

function conditioningOf(
  mode: Conditioning['mode'],
  episodes: readonly { rewards: Float32Array; terminated: boolean }[],
  horizon: number,
  scale = CLASSIC_SCALE,
): Conditioning {
  if (mode === 'classic') return { mode, scale }
  const parts = episodes.map(({ rewards, terminated }) => rawReturnTokens(mode, rewards, terminated, horizon))
  const all = new Float64Array(parts.reduce((total, { length }) => total + length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  const mean = all.reduce((total, value) => total + value, 0) / all.length
  const variance = all.reduce((total, value) => total + (value - mean) ** 2, 0) / all.length
  all.sort()
  const [low, high] = CLIP_PERCENTILES.map((percent) => percentile(all, percent))
  return { mode, mean, std: Math.sqrt(variance) + 1e-6, clip: [low, high], control: 'feedback' }
}

/** (raw − mean) / std in double precision, rounded to float32 once. */
export function normalise(
  raw: Float32Array,
  mean: ArrayLike<number>,
  std: ArrayLike<number>,
  to: Float32Array = new Float32Array(raw.length),
): Float32Array {
  for (let i = 0; i < raw.length; i++) to[i] = (raw[i] - mean[i % mean.length]) / std[i % mean.length]
  return to
}

/** An episode as the model is fed. */
export function toTrajectory(episode: Episode, data: DataDescription): Trajectory {
  const { conditioning, horizon } = data
  const raw = rawReturnTokens(conditioning.mode, episode.rewards, episode.terminated, horizon)
  return {
    length: episode.length,
    states: normalise(episode.observations, data.stateMean, data.stateStd),
    actions: episode.appliedActions ?? episode.actions,
    targets: episode.actions,
    returns: Float32Array.from(raw, (value) => standardiseReturn(conditioning, value)),
  }
}
