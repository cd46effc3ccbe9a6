import { InputError, LARGEST_TEXT } from '../platform/index.js'
import { columnNames } from './columns.js'
import { checkColumns, type DatasetFiles, findDataFiles } from './dataFiles.js'
import { type Episode, episodeReturn } from './episode.js'
import { type DataFile, type DatasetMeta, parseMeta } from './meta.js'
import { ParquetFile } from './parquetFile.js'
import { replayEpisode } from './replay.js'
import { episodeFromRow, type Problem, type Sizes } from './rows.js'
import { type DatasetStatistics, StatisticsBuilder } from './statistics.js'

export interface ValidateOptions {
  /** Also replays every episode in its environment, which must be registered, and compares bit for bit. */
  deep?: boolean
  /** Called after each episode with the number checked. */
  onProgress?: (episodes: number) => void
  signal?: AbortSignal
}

/** More of one kind says nothing new. */
const MAX_PROBLEMS = 100

/**
 * Checks all of a dataset: checksums, columns, sizes, finite numbers, returns against rewards, meta.json against the
 * data, and on request the replay of every episode. Gives every problem found, the first 100 of many; a dataset
 * without any is sound. A folder that is not there at all is an InputError.
 */
export async function validateDataset(
  folder: string,
  files: DatasetFiles,
  options: ValidateOptions = {},
): Promise<Problem[]> {
  const path = folder.length > 1 ? folder.replace(/\/+$/, '') : folder
  if (files.list && (await files.stat(path)) === undefined)
    throw new InputError(`${path} does not exist: check the path`)
  const problems: Problem[] = []
  const check = new Check(problems, options)
  try {
    await check.folder(path, files)
  } catch (error) {
    if (error !== enough) throw error
  }
  return problems
}

/** Thrown to stop looking once there are more problems than anyone reads. */
const enough = new Error('enough problems')

class Check {
  #sizes: Sizes = {}
  #envId: string | undefined
  readonly #ids = new Set<number>()
  readonly #statistics = new StatisticsBuilder()
  #episodes = 0
  readonly #problems: Problem[]
  readonly #options: ValidateOptions

  constructor(problems: Problem[], options: ValidateOptions) {
    this.#problems = problems
    this.#options = options
  }

  async folder(path: string, files: DatasetFiles): Promise<void> {
    const metaPath = `${path}/meta.json`
    const hasMeta = !path.endsWith('.parquet') && (await files.stat(metaPath)) !== undefined
    const meta = hasMeta
      ? await this.#attempt(metaPath, async () =>
          parseMeta(await files.read(metaPath, { most: LARGEST_TEXT }), metaPath),
        )
      : undefined
    if (meta) this.#sizes = { observationSize: meta.observationSize, actionSize: meta.actionSize }
    this.#envId = meta?.env.id
    const found = path.endsWith('.parquet')
      ? [path]
      : files.list || !meta
        ? ((await this.#attempt(path, () => findDataFiles(path, files))) ?? [])
        : []
    const described = new Map(meta?.files.map((file) => [`${path}/${file.path}`, file]))
    for (const file of found)
      if (meta && !described.has(file)) this.#add({ file, message: 'meta.json does not know this file' })
    for (const file of meta ? described.keys() : found) await this.#file(file, files, described.get(file))
    // Figures over a part of the episodes would only repeat what is wrong with the others.
    if (meta && this.#problems.length === 0) this.#meta(metaPath, meta)
  }

  async #file(path: string, files: DatasetFiles, described: DataFile | undefined): Promise<void> {
    const file = await this.#attempt(path, async () => {
      const opened = await ParquetFile.open(path, files, described)
      checkColumns(opened)
      return opened
    })
    if (!file) return
    if (described && described.rows !== file.rows)
      this.#add({ file: path, message: `${file.rows} rows, meta.json says ${described.rows}` })
    for (const [group, { start }] of file.groups.entries()) {
      const rows = (await this.#attempt(path, () => file.readGroup(group, columnNames))) ?? []
      for (const [i, row] of rows.entries()) {
        this.#options.signal?.throwIfAborted()
        this.#row(row, { file: path, row: start + i })
        this.#episodes++
        this.#options.onProgress?.(this.#episodes)
      }
    }
  }

  #row(row: Record<string, unknown>, at: { file: string; row: number }): void {
    const episode = episodeFromRow(row, this.#episodes, at, this.#sizes, (problem) => this.#add(problem))
    if (!episode) return
    this.#sizes = { observationSize: episode.observationSize, actionSize: episode.actionSize }
    const add = (column: string, message: string, step?: number) =>
      this.#add({ ...at, column, ...(step !== undefined && { step }), message })
    const sum = episodeReturn(episode)
    if (typeof row.return === 'number' && !(Math.abs(row.return - sum) <= 1e-6 * Math.max(1, Math.abs(sum))))
      add('return', `${row.return}, the rewards add up to ${sum}`)
    const dones = Array.from(row.dones as ArrayLike<unknown>, (done) =>
      Boolean(Array.isArray(done) ? done[0] : done),
    )
    const early = dones.slice(0, -1).indexOf(true)
    if (early >= 0) add('dones', `true, ${episode.length - 1 - early} steps before the end`, early)
    if (dones.at(-1) && !episode.terminated && row.terminated !== undefined)
      add('dones', 'true, but the episode did not terminate', episode.length - 1)
    this.#envId ??= episode.envId
    if (episode.envId !== this.#envId) add('env_id', `${episode.envId}, the dataset is of ${this.#envId}`)
    if (this.#ids.has(episode.episodeId)) add('episode_id', `${episode.episodeId} is there twice`)
    this.#ids.add(episode.episodeId)
    this.#statistics.add(episode)
    if (this.#options.deep) this.#replay(episode, at)
  }

  #replay(episode: Episode, at: { file: string; row: number }): void {
    // A part of another episode begins where no reset leads.
    if (episode.startStep) return
    if (episode.envId === '') {
      this.#add({ ...at, column: 'env_id', message: 'it cannot be replayed: the environment is unknown' })
      throw enough
    }
    try {
      const divergence = replayEpisode(episode)
      if (divergence) this.#add({ ...at, ...divergence })
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      this.#add({ ...at, message: `it cannot be replayed: ${error.message}` })
    }
  }

  #meta(file: string, meta: DatasetMeta): void {
    for (const difference of differences(meta.statistics, this.#statistics.finish()))
      this.#add({ file, message: difference })
  }

  async #attempt<T>(file: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      const { message } = error
      this.#add({
        file,
        message: message.startsWith(file) ? message.slice(file.length).replace(/^:? /, '') : message,
      })
      return undefined
    }
  }

  #add(problem: Problem): void {
    this.#problems.push(problem)
    if (this.#problems.length >= MAX_PROBLEMS) throw enough
  }
}

/** Figures of meta.json that the data does not bear out, with room for sums in another order. */
function differences(said: DatasetStatistics, counted: DatasetStatistics): string[] {
  const walk = (a: unknown, b: unknown, place: string): string[] => {
    if (typeof a === 'number' && typeof b === 'number')
      return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b))
        ? []
        : [`${place} is ${a}, the data gives ${b}`]
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
      return a === b ? [] : [`${place} is ${String(a)}, the data gives ${String(b)}`]
    const keys = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...keys].flatMap((key) =>
      walk((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${place}.${key}`),
    )
  }
  return walk(said, counted, 'statistics')
}
