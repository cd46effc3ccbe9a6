/** What is known of an episode before its first step. */
export interface EpisodeHeader {
  envId: string
  /** Level name, `''` for the environment's own flat ground. */
  level: string
  /** The seed given to `reset`; with the applied actions it replays the episode bit for bit. */
  seed: number
  /** Options given to `make`, JSON; infinite numbers are the words `"Infinity"` and `"-Infinity"`. */
  envOptions: Record<string, unknown>
  /** Options given to `reset` beside the seed, JSON, where there were any. */
  resetOptions?: Record<string, unknown>
  /** Name of the policy: `human`, `scripted:…`, `agent:…`. */
  controller: string
  observationSize: number
  actionSize: number
}

/**
 * One recorded episode of T steps. Matrices are row-major and flat: row t is
 * `observations.subarray(t * observationSize, (t + 1) * observationSize)`.
 */
export interface Episode extends EpisodeHeader {
  /** Unique in its dataset. */
  episodeId: number
  length: number
  /** T × observationSize: what the policy saw before it acted. */
  observations: Float32Array
  /** T × actionSize: what a model is to learn. */
  actions: Float32Array
  /** T × actionSize: what the simulation got, where it differs from `actions`. */
  appliedActions?: Float32Array
  /** T: index into `controllers` of who acted, where more than one did. */
  actors?: Uint8Array
  /** The names that `actors` counts. */
  controllers?: string[]
  /** T */
  rewards: Float32Array
  /** The observation after the last step; empty where the data's source does not keep it. */
  finalObservation: Float32Array
  terminated: boolean
  truncated: boolean
  /** After an edit: the episode this one was cut from, and where it began there. */
  source?: string
  startStep?: number
}

/** Sum of the float32 rewards in float64: the `return` column. */
export function episodeReturn(episode: Pick<Episode, 'rewards'>): number {
  let sum = 0
  for (const reward of episode.rewards) sum += reward
  return sum
}

/** What a list of episodes shows of one. */
export interface EpisodeSummary {
  /** Position in the dataset. */
  index: number
  episodeId: number
  controller: string
  level: string
  seed: number
  length: number
  return: number
  terminated: boolean
  truncated: boolean
}
