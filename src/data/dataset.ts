import { InputError, recoverFolder } from '../platform/index.js'
import { columnNames, scalarColumns } from './columns.js'
import { checkColumns, type DatasetFiles } from './dataFiles.js'
import type { Episode, EpisodeSummary } from './episode.js'
import { episodeReturn } from './episode.js'
import { readMeta } from './formats/folder.js'
import type { EpisodeFile } from './episodeFile.js'
import { formatOf } from './formats/index.js'
import type { DatasetMeta } from './meta.js'
import { checkExtent } from './parquetFile.js'
import { episodeFromRow, formatProblem, type Sizes, summaryFromRow } from './rows.js'
import { type DatasetStatistics, StatisticsBuilder } from './statistics.js'

/** Enough for a million steps of a body; training draws from all over the dataset. */
const CACHE_BYTES = 128 << 20

/** A row group of the dataset: `start` and `end` count episodes of the whole dataset. */
interface Group {
  file: EpisodeFile
  group: number
  start: number
  end: number
}

/**
 * A dataset folder (or one Parquet file), read row group by row group: what is in memory is bounded, however large the
 * dataset is. Folders without meta.json, such as those on the Hub with only the four classic columns, open
 * too; then the environment is unknown (`envId` is `''`).
 *
 * Everything that cannot be used is an InputError of one line that names the file.
 */
export class Dataset {
  readonly length: number
  readonly #groups: Group[] = []
  /** Decoded row groups, the least recently read first. */
  readonly #cache = new Map<Group, Episode[]>()
  #statistics: DatasetStatistics | undefined
  #sizes: Sizes
  /** Undefined until the first episode tells. */
  #envId: string | undefined
  readonly #cacheBytes: number

  private constructor(
    readonly folder: string,
    /** What meta.json says; undefined where there is none. */
    readonly meta: DatasetMeta | undefined,
    readonly dataFiles: readonly EpisodeFile[],
    cacheBytes: number,
  ) {
    this.#cacheBytes = cacheBytes
    let start = 0
    for (const file of dataFiles)
      for (const [group, { start: first, end }] of file.groups.entries()) {
        this.#groups.push({ file, group, start, end: start + end - first })
        start += end - first
      }
    this.length = start
    this.#statistics = meta?.statistics
    this.#envId = meta?.env.id
    this.#sizes = meta ? { observationSize: meta.observationSize, actionSize: meta.actionSize } : {}
  }

  /** `cacheBytes`: how much of what was decoded stays in memory for the next time. */
  static async open(
    folder: string,
    files: DatasetFiles,
    { cacheBytes = CACHE_BYTES }: { cacheBytes?: number } = {},
  ): Promise<Dataset> {
    const path = folder.length > 1 ? folder.replace(/\/+$/, '') : folder
    if (!path.endsWith('.parquet')) await recoverFolder(path, files)
    const { meta, dataFiles } = await (await formatOf(path, files)).open(path, files)
    for (const file of dataFiles) checkColumns(file)
    const dataset = new Dataset(path, meta, dataFiles, cacheBytes)
    requireEpisodes(path, dataset.length, meta)
    // What meta.json does not tell is as in the first episode.
    if (!meta) await dataset.episode(0)
    return dataset
  }

  /**
   * The figures of `summary` for a list of datasets. Where there is a meta.json they stand in it, and of the data files
   * it is seen only that they are there in their sizes; `open` checks the rest.
   */
  static async inspect(folder: string, files: DatasetFiles): Promise<DatasetFigures> {
    if ((await files.stat(`${folder}/meta.json`)) === undefined)
      return (await Dataset.open(folder, files)).summary()
    const meta = await readMeta(folder, files)
    let [rows, bytes] = [0, 0]
    for (const file of meta.files) {
      const path = `${folder}/${file.path}`
      checkExtent(path, await files.stat(path), file)
      rows += file.rows
      bytes += file.bytes
    }
    requireEpisodes(folder, rows, meta)
    return figuresOf(meta.title, meta.env.id, bytes, meta.statistics)
  }

  /** As `make` takes it; `''` where the data does not say. */
  get envId(): string {
    return this.#envId ?? ''
  }

  get observationSize(): number {
    return this.#sizes.observationSize ?? 0
  }

  get actionSize(): number {
    return this.#sizes.actionSize ?? 0
  }

  get title(): string {
    return this.meta?.title ?? this.folder.split('/').at(-1) ?? this.folder
  }

  /** Bytes of the data files. */
  get bytes(): number {
    return this.dataFiles.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Episode `index`, counted from 0. It may be handed out again: leave its arrays as they are. */
  async episode(index: number): Promise<Episode> {
    const group = this.#groups.find(({ start, end }) => index >= start && index < end)
    if (group === undefined || !Number.isInteger(index))
      throw new InputError(
        `${this.folder} has episodes 0 to ${this.length - 1}, there is no episode ${index}`,
      )
    return (await this.#read(group))[index - group.start]
  }

  /** All episodes in order. */
  async *episodes(): AsyncGenerator<Episode> {
    for (const group of this.#groups) yield* await this.#read(group)
  }

  /** The list of episodes, without reading their matrices where the scalar columns are there. */
  async episodeSummaries(): Promise<EpisodeSummary[]> {
    const summaries: EpisodeSummary[] = []
    for (const group of this.#groups) {
      if (['length', 'return'].every((name) => group.file.columnNames.includes(name))) {
        const rows = await group.file.readGroup(group.group, scalarColumns)
        summaries.push(...rows.map((row, i) => summaryFromRow(row, group.start + i)))
      } else {
        const episodes = await this.#read(group)
        summaries.push(...episodes.map((episode, i) => summarize(episode, group.start + i)))
      }
    }
    return summaries
  }

  /** From meta.json, or else counted once over all episodes. */
  async statistics(): Promise<DatasetStatistics> {
    if (this.#statistics) return this.#statistics
    const builder = new StatisticsBuilder()
    for await (const episode of this.episodes()) builder.add(episode)
    return (this.#statistics = builder.finish())
  }

  /** The figures that a library shows. */
  async summary(): Promise<DatasetFigures> {
    return figuresOf(this.title, this.envId, this.bytes, await this.statistics())
  }

  async #read(group: Group): Promise<Episode[]> {
    const known = this.#cache.get(group)
    if (known) {
      this.#cache.delete(group)
      this.#cache.set(group, known)
      return known
    }
    const rows = await group.file.readGroup(group.group, columnNames)
    const first = group.file.groups[group.group].start
    const episodes = rows.map((row, i) => {
      const place = { file: group.file.path, row: first + i }
      const episode = episodeFromRow(row, group.start + i, place, this.#sizes, (problem) => {
        throw new InputError(formatProblem(problem))
      })
      if (episode === undefined) throw new Error('a row without an episode or a problem')
      this.#sizes = { observationSize: episode.observationSize, actionSize: episode.actionSize }
      this.#envId ??= episode.envId
      if (episode.envId && this.#envId && episode.envId !== this.#envId) {
        const message = `${episode.envId}, the dataset is of ${this.#envId}: take that episode out`
        throw new InputError(formatProblem({ ...place, column: 'env_id', message }))
      }
      return episode
    })
    this.#cache.set(group, episodes)
    this.#trim()
    return episodes
  }

  #trim(): void {
    const sizes = [...this.#cache].map(([group, episodes]) => ({ group, bytes: sizeOf(episodes) }))
    let total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
    for (const { group, bytes } of sizes.slice(0, -1)) {
      if (total <= this.#cacheBytes) return
      this.#cache.delete(group)
      total -= bytes
    }
  }
}

function requireEpisodes(folder: string, episodes: number, meta: DatasetMeta | undefined): void {
  if (episodes === 0) throw new InputError(`${folder} holds no episodes: record some first`)
  if (meta && episodes !== meta.statistics.episodes)
    throw new InputError(
      `${folder}/meta.json counts ${meta.statistics.episodes} episodes, the data has ${episodes}: download or record the dataset again`,
    )
}

export type DatasetFigures = ReturnType<typeof figuresOf>

function figuresOf(title: string, envId: string, bytes: number, statistics: DatasetStatistics) {
  const { episodes, steps, controllers, returns } = statistics
  const { histogram, ...distribution } = returns
  return {
    title,
    envId,
    bytes,
    episodes,
    steps,
    controllers: Object.keys(controllers),
    returns: distribution,
    histogram,
  }
}

function sizeOf(episodes: readonly Episode[]): number {
  return episodes.reduce(
    (sum, { observations, actions, appliedActions }) =>
      sum + observations.byteLength + actions.byteLength + (appliedActions?.byteLength ?? 0),
    0,
  )
}

export function summarize(episode: Episode, index: number): EpisodeSummary {
  const { episodeId, controller, level, seed, length, terminated, truncated } = episode
  return {
    index,
    episodeId,
    controller,
    level,
    seed,
    length,
    return: episodeReturn(episode),
    terminated,
    truncated,
  }
}
