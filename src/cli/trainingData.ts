import { Dataset, type Episode } from '../data/index.js'
import { type EpisodeSource, joinSources } from '../dt/index.js'
import { type Files, InputError } from '../platform/index.js'

export interface TrainingData {
  episodes: readonly Episode[] | EpisodeSource
  /** The command lines that made the datasets, where they are known. */
  commands: string[]
}

/** Bytes on disk up to which all episodes are read at once; beyond, they are read as training asks for them. */
const IN_MEMORY = 512 << 20

/** Opens the datasets, in order. Throws `InputError` where one cannot be read or they are not of one kind. */
export async function openTrainingData(folders: readonly string[], files: Files): Promise<TrainingData> {
  const datasets: Dataset[] = []
  for (const folder of folders) {
    const dataset = await Dataset.open(folder, files)
    if (datasets.length > 0) requireSame(dataset, datasets[0])
    datasets.push(dataset)
  }
  const commands = datasets.flatMap(({ meta }) => meta?.command ?? [])
  if (datasets.reduce((sum, { bytes }) => sum + bytes, 0) > IN_MEMORY)
    return { episodes: joinSources(datasets), commands }
  const episodes: Episode[] = []
  for (const dataset of datasets) for await (const episode of dataset.episodes()) episodes.push(episode)
  return { episodes, commands }
}

function requireSame(dataset: Dataset, first: Dataset): void {
  const differs = (what: string, its: unknown, others: unknown) =>
    new InputError(
      `--data ${dataset.folder} has ${what} ${String(its)}, ${first.folder} has ${String(others)}: one model learns one environment`,
    )
  if (dataset.envId !== first.envId)
    throw differs('environment', dataset.envId || 'unknown', first.envId || 'unknown')
  if (dataset.observationSize !== first.observationSize)
    throw differs('observations of', dataset.observationSize, first.observationSize)
  if (dataset.actionSize !== first.actionSize)
    throw differs('actions of', dataset.actionSize, first.actionSize)
}
