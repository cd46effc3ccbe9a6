import { LARGEST_TEXT } from '../../platform/index.js'
import type { DatasetFiles } from '../dataFiles.js'
import { type DatasetMeta, parseMeta } from '../meta.js'
import { ParquetFile } from '../parquetFile.js'
import type { DatasetFormat } from './format.js'

const metaOf = (folder: string) => `${folder}/meta.json`

/** Our own: a folder whose meta.json names its Parquet files, with their checksums. */
export const folder: DatasetFormat = {
  name: 'gaitway',
  recognise: async (path, files) =>
    !path.endsWith('.parquet') && (await files.stat(metaOf(path))) !== undefined,
  async open(path, files) {
    const meta = await readMeta(path, files)
    const dataFiles: ParquetFile[] = []
    // One after the other: a process may have only so many files open.
    for (const file of meta.files) dataFiles.push(await ParquetFile.open(`${path}/${file.path}`, files, file))
    return { meta, dataFiles }
  },
}

export async function readMeta(path: string, files: DatasetFiles): Promise<DatasetMeta> {
  return parseMeta(await files.read(metaOf(path), { most: LARGEST_TEXT }), metaOf(path))
}
