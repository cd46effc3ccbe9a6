/** The ways in which datasets lie on a disk: ours, and those of other tools. */
import type { DatasetFiles } from '../dataFiles.js'
import { folder } from './folder.js'
import type { DatasetFormat } from './format.js'
import { parquet } from './parquet.js'

/** Asked in this order; the last takes what is left. */
const formats: readonly DatasetFormat[] = [folder, parquet]

/** The first format that knows what lies at `path`. */
export async function formatOf(path: string, files: DatasetFiles): Promise<DatasetFormat> {
  for (const format of formats.slice(0, -1)) if (await format.recognise(path, files)) return format
  return formats[formats.length - 1]
}
