import { Dataset, type Episode } from '../data/index.js'
import { InputError } from '../platform/errors.js'
import type { Files } from '../platform/files.js'

export interface TrainingData {
  episodes: Episode[]
  /** The command lines that made the datasets, where they are known. */
  commands: string[]
}

/** Reads the datasets into memory, in order. Throws `InputError` where they are not of one kind. */
export async function readTrainingData(folders: readonly string[], files: Files): Promise<TrainingData> {
  const episodes: Episode[] = []
  const commands: string[] = []
  let first: { folder: string; dataset: Dataset } | undefined
  for (const folder of folders) {
    const dataset = await Dataset.open(folder, files)
    first ??= { folder, dataset }
    const differs = (what: string, mine: unknown, its: unknown) =>
      new InputError(
        `--data ${folder} has ${what} ${String(mine)}, ${first?.folder} has ${String(its)}: one model learns one environment`,
      )
    const other = first.dataset
    if (dataset.envId !== other.envId)
      throw differs('environment', dataset.envId || 'unknown', other.envId || 'unknown')
    if (dataset.observationSize !== other.observationSize)
      throw differs('observations of', dataset.observationSize, other.observationSize)
    if (dataset.actionSize !== other.actionSize)
      throw differs('actions of', dataset.actionSize, other.actionSize)
    for await (const episode of dataset.episodes()) episodes.push(episode)
    if (dataset.meta?.command) commands.push(dataset.meta.command)
  }
  return { episodes, commands }
}
