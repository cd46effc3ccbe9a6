import { Dataset, type Episode, type EpisodeSummary } from '../data/index.js'
import { ThreadFiles } from '../platform/node.js'
import { type Entry, type Extent, extentOf, summarize, type Summary } from './summaries.js'

/** What is asked of the files of entries, which anybody may have made. */
export type EntryTask =
  /** Told one by one. `stamp`: what its summary is known for; it is made anew where its files have another. */
  | { do: 'summaries'; entries: { entry: Entry; stamp: string | undefined }[] }
  | { do: 'episodes'; entry: Entry }
  | { do: 'episode'; entry: Entry; index: number }

export interface EntryResults {
  summaries: undefined
  episodes: EpisodeSummary[]
  episode: Episode
}

/** Of entry `index`: first how large it is, then its summary, null where it is gone, or that it has not changed. */
export type EntryNews =
  | { index: number; extent: Extent }
  | { index: number; summary: Summary | null }
  | { index: number; summary: 'unchanged' }

export async function runEntryTask(
  task: EntryTask,
  { onProgress }: { onProgress?: (news: EntryNews) => void },
): Promise<EntryResults[EntryTask['do']]> {
  if (task.do === 'summaries') {
    for (const [index, { entry, stamp }] of task.entries.entries()) {
      const tell = (extent: Extent) => onProgress?.({ index, extent })
      onProgress?.({ index, summary: await summaryOf(entry, stamp, tell) })
    }
    return undefined
  }
  const { parent, id } = task.entry
  const dataset = await Dataset.open(id, new ThreadFiles(parent))
  return task.do === 'episodes' ? dataset.episodeSummaries() : dataset.episode(task.index)
}

async function summaryOf(
  entry: Entry,
  stamp: string | undefined,
  tell: (extent: Extent) => void,
): Promise<Summary | 'unchanged' | null> {
  const extent = extentOf(entry)
  if (extent === undefined) return null
  if (extent.stamp === stamp) return 'unchanged'
  tell(extent)
  return summarize(entry, extent)
}
