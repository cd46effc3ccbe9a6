import { Dataset, type Episode, type EpisodeSummary } from '../data/index.js'
import { NodeFiles } from '../platform/nodeFiles.js'
import { type Entry, type Extent, summarize, type Summary } from './summaries.js'

/** What is asked of an entry's files, which anybody may have made. */
export type EntryTask =
  | { do: 'summary'; entry: Entry; extent: Omit<Extent, 'stamp'> }
  | { do: 'episodes'; entry: Entry }
  | { do: 'episode'; entry: Entry; index: number }

export interface EntryResults {
  summary: Summary
  episodes: EpisodeSummary[]
  episode: Episode
}

export async function runEntryTask(task: EntryTask): Promise<EntryResults[EntryTask['do']]> {
  if (task.do === 'summary') return summarize(task.entry, task.extent)
  const { parent, id } = task.entry
  const dataset = await Dataset.open(id, new NodeFiles(parent))
  return task.do === 'episodes' ? dataset.episodeSummaries() : dataset.episode(task.index)
}
