/**
 * What happened, kept: episodes as they are recorded, the journal that a crash cannot take back, and dataset folders
 * that are read, written, changed and checked.
 */
export { type Episode, type EpisodeHeader, type EpisodeSummary, episodeReturn } from './episode.js'
export { Dataset, type DatasetFiles } from './dataset.js'
export { writeDataset, type WriteOptions } from './writeDataset.js'
export type { DatasetMeta, EnvDescription } from './meta.js'
export type { DatasetStatistics, Distribution, Histogram } from './statistics.js'
