import { type Files, InputError, type ReadableFiles, shorten } from '../platform/index.js'
import { classicColumns } from './columns.js'
import type { EpisodeFile } from './episodeFile.js'

/** Files that may be able to list and to write: on disk they are, in the window not. */
export type DatasetFiles = ReadableFiles & Partial<Files>

/** The Parquet files of a folder without meta.json: in `data/`, or else in the folder itself. */
export async function findDataFiles(folder: string, files: DatasetFiles): Promise<string[]> {
  if (!files.list) return [`${folder}/data/train-00000-of-00001.parquet`]
  const stat = await files.stat(folder)
  if (stat === undefined) throw new InputError(`${folder} does not exist: check the path`)
  if (!stat.isFolder)
    throw new InputError(`${folder} is not a dataset: expected a folder, or a file that ends in .parquet`)
  for (const place of [`${folder}/data`, folder]) {
    if (!(await files.stat(place))?.isFolder) continue
    const found = (await files.list(place)).filter(
      ({ name, isFolder }) => !isFolder && name.endsWith('.parquet'),
    )
    if (found.length > 0) return found.map(({ name }) => `${place}/${name}`)
  }
  throw new InputError(`${folder} is not a dataset: there is no meta.json and no Parquet file in it`)
}

export function checkColumns(file: EpisodeFile): void {
  const missing = classicColumns.filter((name) => !file.columnNames.includes(name))
  if (missing.length > 0)
    throw new InputError(
      `${file.path} has no column ${missing.join(', ')} (it has ${shorten(file.columnNames.join(', '), 200)}): a dataset needs ${classicColumns.join(', ')}`,
    )
}
