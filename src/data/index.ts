/**
 * What happened, kept: episodes as they are recorded, the journal that a crash cannot take back, and dataset folders
 * that are read, written, changed and checked.
 */
export { type Episode, type EpisodeHeader, episodeReturn, type EpisodeSummary } from './episode.js'
export { EpisodeBuilder, type Step } from './episodeBuilder.js'
export { Recorder, type RecorderOptions, type StepNotes } from './recorder.js'
export { recordEpisode, type RecordOptions } from './recordEpisode.js'
export { pushing, type Pushes } from './pushes.js'
export { Journal } from './journal.js'
export { type JournalGap, type ReadJournal, readJournal } from './journalReader.js'
export type { JournalEnd, JournalSteps } from './journalRecords.js'
export { Dataset, summarize } from './dataset.js'
export type { DatasetFiles } from './dataFiles.js'
export { describeEnv, envOptionsOf } from './describeEnv.js'
export { writeDataset, type WriteOptions } from './writeDataset.js'
export { appendEpisodes, deleteEpisodes, mergeDatasets } from './editDataset.js'
export { validateDataset, type ValidateOptions } from './validateDataset.js'
export { formatProblem, type Problem } from './rows.js'
export { type Divergence, replayEpisode } from './replay.js'
export { checkLicense } from './license.js'
export { formatHistogram } from './card.js'
export type { DatasetMeta, EnvDescription } from './meta.js'
export { type DatasetStatistics, type Distribution, type Histogram, StatisticsBuilder } from './statistics.js'
