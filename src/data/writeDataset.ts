import {
  type Files,
  InputError,
  LARGEST_TEXT,
  makeStaging,
  recoverFolder,
  replaceFolder,
} from '../platform/index.js'
import { formatCard } from './card.js'
import { checkEpisode } from './checkEpisode.js'
import type { Episode } from './episode.js'
import { type DataFile, type DatasetMeta, type EnvDescription, formatMeta } from './meta.js'
import { Shard } from './shard.js'
import { StatisticsBuilder } from './statistics.js'

/** A data file is closed when it reaches this: small enough to build in memory, large enough for the Hub. */
const SHARD_BYTES = 64 << 20

export interface WriteOptions {
  /** The environment's spaces (`describeEnv`); without it only the id that the episodes carry is kept. */
  env?: EnvDescription
  title?: string
  description?: string
  /** SPDX identifier in lower case, as the Hub spells it. */
  license?: string
  /** The command line that makes this dataset again. */
  command?: string
  /** Versions of what simulated the episodes. */
  engine?: Record<string, string>
  /** Replaces a dataset that is there already. */
  force?: boolean
  /** Called after each episode with the number written. */
  onProgress?: (episodes: number) => void
  signal?: AbortSignal
  /** Bytes at which a data file is closed and the next one begun. */
  shardBytes?: number
}

/**
 * Writes a dataset folder: Parquet, card and meta.json. It appears whole or not at all, and the same episodes give
 * the same bytes. Episode ids that are taken get the next free one. Only one row group and one data file are in
 * memory, so `episodes` may be larger.
 *
 * An existing folder, an episode that cannot be stored (wrong lengths, numbers that are not finite, another
 * environment than the first one's) and an empty source are InputErrors.
 */
export async function writeDataset(
  folder: string,
  episodes: Iterable<Episode> | AsyncIterable<Episode>,
  files: Files,
  options: WriteOptions = {},
): Promise<DatasetMeta> {
  return writeFolder(folder, episodes, files, options, (path) =>
    checkTarget(path, files, options.force ?? false),
  )
}

/** `mayReplace` throws where the folder must stay as it is; it is asked before the work and before the exchange. */
export async function writeFolder(
  folder: string,
  episodes: Iterable<Episode> | AsyncIterable<Episode>,
  files: Files,
  options: WriteOptions,
  mayReplace: (path: string) => Promise<void>,
): Promise<DatasetMeta> {
  const path = folder.replace(/\/+$/, '')
  // Built beside the folder itself, on its disk: a link to it stays as it is.
  const place = await files.realPath(path)
  await recoverFolder(place, files)
  await mayReplace(path)
  const staging = await makeStaging(place, files)
  try {
    const meta = await writeInto(staging, path.split('/').at(-1) ?? path, episodes, files, options)
    const cardPath = `${path}/README.md`
    const before = (await files.stat(cardPath))
      ? new TextDecoder().decode(await files.read(cardPath, { most: LARGEST_TEXT }))
      : undefined
    await files.writeAtomic(`${staging}/README.md`, new TextEncoder().encode(formatCard(meta, before)))
    await files.writeAtomic(`${staging}/meta.json`, formatMeta(meta))
    await mayReplace(path)
    await replaceFolder(staging, place, files)
    return meta
  } catch (error) {
    await files.remove(staging)
    throw error
  }
}

/** Only what is a dataset is ever replaced, so that a slip of `--out` does not cost a folder of something else. */
async function checkTarget(path: string, files: Files, force: boolean): Promise<void> {
  const stat = await files.stat(path)
  if (stat === undefined) return
  if (!stat.isFolder) throw new InputError(`${path} is a file: name a folder for the dataset`)
  const entries = await files.list(path)
  if (entries.length === 0) return
  if (!force) throw new InputError(`${path} exists already: choose another name, or --force to replace it`)
  if (!entries.some(({ name }) => name === 'meta.json'))
    throw new InputError(`${path} is not a dataset of this program: it is not replaced, choose another name`)
}

async function writeInto(
  staging: string,
  name: string,
  episodes: Iterable<Episode> | AsyncIterable<Episode>,
  files: Files,
  options: WriteOptions,
): Promise<DatasetMeta> {
  const statistics = new StatisticsBuilder()
  const written: Omit<DataFile, 'path'>[] = []
  const takenIds = new Set<number>()
  let nextId = 0
  let first: Episode | undefined
  let shard = new Shard()
  const closeShard = async () => {
    const { rows } = shard
    const { bytes, blocks } = shard.finish()
    await files.writeAtomic(`${staging}/data/${written.length}`, bytes)
    written.push({ bytes: bytes.length, rows, blocks })
    shard = new Shard()
  }

  for await (const episode of episodes) {
    options.signal?.throwIfAborted()
    checkEpisode(episode)
    first ??= episode
    checkSame(first, episode, options.env)
    const episodeId = takenIds.has(episode.episodeId) ? nextId : episode.episodeId
    takenIds.add(episodeId)
    nextId = Math.max(nextId, episodeId + 1)
    statistics.add(episode)
    shard.add(episodeId === episode.episodeId ? episode : { ...episode, episodeId })
    if (shard.bytes >= (options.shardBytes ?? SHARD_BYTES)) await closeShard()
    options.onProgress?.(takenIds.size)
  }
  if (first === undefined) throw new InputError(`${name}: there are no episodes to write`)
  if (shard.rows > 0) await closeShard()

  const dataFiles = written.map((file, i) => ({
    path: `data/train-${digits(i)}-of-${digits(written.length)}.parquet`,
    ...file,
  }))
  for (const [i, { path }] of dataFiles.entries())
    await files.rename(`${staging}/data/${i}`, `${staging}/${path}`)
  return {
    format: 'gaitway-dataset',
    formatVersion: 1,
    title: options.title ?? name,
    ...(options.description && { description: options.description }),
    ...(options.license && { license: options.license }),
    ...(options.command && { command: options.command }),
    env: options.env ?? { id: first.envId },
    observationSize: first.observationSize,
    actionSize: first.actionSize,
    statistics: statistics.finish(),
    engine: options.engine ?? {},
    files: dataFiles,
  }
}

/** Five digits, as the Hub names shards. */
function digits(index: number): string {
  return String(index).padStart(5, '0')
}

function checkSame(first: Episode, episode: Episode, env: EnvDescription | undefined): void {
  const wrong = (message: string) => new InputError(`episode ${episode.episodeId}: ${message}`)
  const envId = env?.id ?? first.envId
  if (episode.envId !== envId)
    throw wrong(`it is of ${episode.envId || 'an unknown environment'}, the dataset of ${envId}`)
  if (episode.observationSize !== first.observationSize)
    throw wrong(
      `its observations have ${episode.observationSize} numbers, the dataset's ${first.observationSize}`,
    )
  if (episode.actionSize !== first.actionSize)
    throw wrong(`its actions have ${episode.actionSize} numbers, the dataset's ${first.actionSize}`)
}
