import { findDataFiles } from '../dataFiles.js'
import { ParquetFile } from '../parquetFile.js'
import type { DatasetFormat } from './format.js'

/**
 * Parquet files that nothing describes, such as those on the Hub with only the four classic columns: one file, or those
 * of a folder. The last of all formats: what is none of the others is looked for here, and its complaint is the one heard.
 */
export const parquet: DatasetFormat = {
  name: 'parquet',
  recognise: async () => true,
  async open(path, files) {
    const found = path.endsWith('.parquet') ? [path] : await findDataFiles(path, files)
    const dataFiles: ParquetFile[] = []
    for (const file of found) dataFiles.push(await ParquetFile.open(file, files))
    return { dataFiles }
  },
}
