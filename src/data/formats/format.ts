import type { DatasetFiles } from '../dataFiles.js'
import type { EpisodeFile } from '../episodeFile.js'
import type { DatasetMeta } from '../meta.js'

/** What a format makes of its files. */
export interface OpenedFiles {
  /** What is known of the whole; where nothing is, the rows tell. */
  meta?: DatasetMeta
  dataFiles: EpisodeFile[]
}

/** One way in which datasets lie on a disk. A file of its own each, and a line in the list of `index.ts`. */
export interface DatasetFormat {
  name: string
  /** Whether what lies at `path` is of this kind, by names alone. */
  recognise(path: string, files: DatasetFiles): Promise<boolean>
  /** Throws `InputError` for what is broken. */
  open(path: string, files: DatasetFiles): Promise<OpenedFiles>
}
