import { type Files, InputError, LARGEST_TEXT, recoverFolder } from '../platform/index.js'
import { Dataset } from './dataset.js'
import type { Episode } from './episode.js'
import { type DatasetMeta, formatMeta } from './meta.js'
import { writeDataset, writeFolder, type WriteOptions } from './writeDataset.js'

/**
 * Changes of datasets. Each writes a whole new folder and then puts it in place, so that what is on disk is always
 * either the dataset before or the one after.
 */

type EditOptions = Omit<WriteOptions, 'force'>

/** Adds episodes to a dataset, which is made where there is none yet. Ids that are taken get the next free one. */
export async function appendEpisodes(
  folder: string,
  episodes: Iterable<Episode> | AsyncIterable<Episode>,
  files: Files,
  options: EditOptions = {},
): Promise<DatasetMeta> {
  await recoverFolder(folder, files)
  if ((await files.stat(folder)) === undefined) return writeDataset(folder, episodes, files, options)
  const dataset = await Dataset.open(folder, files)
  return rewrite(dataset, concatenate(dataset.episodes(), episodes), files, options)
}

/** Takes episodes out, by their places in the dataset. A dataset cannot become empty: remove its folder instead. */
export async function deleteEpisodes(
  folder: string,
  indices: readonly number[],
  files: Files,
  options: EditOptions = {},
): Promise<DatasetMeta> {
  const dataset = await Dataset.open(folder, files)
  const wrong = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= dataset.length)
  if (wrong !== undefined)
    throw new InputError(`${folder} has episodes 0 to ${dataset.length - 1}, there is no episode ${wrong}`)
  const gone = new Set(indices)
  if (gone.size === dataset.length)
    throw new InputError(`${folder}: these are all its episodes; remove the folder instead`)
  return rewrite(dataset, without(dataset.episodes(), gone), files, options)
}

/** Writes the episodes of several datasets of one environment into a new one, in the order given. */
export async function mergeDatasets(
  sources: readonly string[],
  target: string,
  files: Files,
  options: WriteOptions = {},
): Promise<DatasetMeta> {
  const [first, ...others] = await Promise.all(sources.map((source) => Dataset.open(source, files)))
  if (first === undefined) throw new InputError('nothing to merge: name at least one dataset')
  const odd = others.find(({ envId }) => envId !== first.envId)
  if (odd)
    throw new InputError(
      `${odd.folder} is of ${odd.envId || 'an unknown environment'}, ${first.folder} of ${first.envId || 'an unknown one'}: only datasets of one environment can be merged`,
    )
  const episodes = concatenate(...[first, ...others].map((dataset) => dataset.episodes()))
  const { license, env, engine } = inherited(first)
  return writeDataset(target, episodes, files, { license, env, engine, ...options })
}

function rewrite(
  dataset: Dataset,
  episodes: AsyncIterable<Episode>,
  files: Files,
  options: EditOptions,
): Promise<DatasetMeta> {
  const { folder, meta } = dataset
  if (!meta)
    throw new InputError(
      `${folder} has no meta.json, it is not a dataset of this program: merge it into a new one, then change that`,
    )
  const before = new TextDecoder().decode(formatMeta(meta))
  return writeFolder(folder, episodes, files, { ...inherited(dataset), ...options }, async (path) => {
    const now = new TextDecoder().decode(await files.read(`${path}/meta.json`, { most: LARGEST_TEXT }))
    if (now !== before) throw new InputError(`${path} was changed by another program meanwhile: try again`)
  })
}

/** What a changed dataset keeps; the command that made it does not make it any more. */
function inherited({ meta }: Dataset): WriteOptions {
  if (!meta) return {}
  const { title, description, license, env, engine } = meta
  return { title, description, license, env, engine }
}

async function* concatenate(
  ...sources: (Iterable<Episode> | AsyncIterable<Episode>)[]
): AsyncGenerator<Episode> {
  for (const source of sources) yield* source
}

async function* without(
  episodes: AsyncIterable<Episode>,
  gone: ReadonlySet<number>,
): AsyncGenerator<Episode> {
  let index = 0
  for await (const episode of episodes) if (!gone.has(index++)) yield episode
}
