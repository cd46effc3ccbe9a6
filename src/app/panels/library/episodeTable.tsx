import { useEffect, useState } from 'preact/hooks'
import type { EpisodeSummary } from '../../../host/window.js'
import { messageOf } from '../../../platform/index.js'
import { useApp } from '../../state/app.js'
import type { DatasetSummary } from '../../state/libraryStore.js'
import { Button, Card, Notice, sentence, Skeleton, Table } from '../../ui/index.js'
import { episodeColumns } from './episodeColumns.js'
import { WatchDialog } from './watchDialog.js'
import './episodeTable.css'

/** Every episode of a dataset; each can be watched again. */
export function EpisodeTable({ dataset }: { dataset: DatasetSummary }) {
  const { host } = useApp()
  const [episodes, setEpisodes] = useState<readonly EpisodeSummary[]>()
  const [error, setError] = useState<string>()
  const [attempt, setAttempt] = useState(0)
  const [watching, setWatching] = useState<EpisodeSummary>()
  const { id, episodes: total } = dataset

  useEffect(() => {
    let gone = false
    setError(undefined)
    host.call('library.episodes', { id }).then(
      (found) => gone || setEpisodes(found),
      (reason) => gone || setError(messageOf(reason)),
    )
    return () => {
      gone = true
    }
    // The number of episodes changes when some are appended or removed.
  }, [host, id, total, attempt])

  return (
    <Card title="Episodes" flush>
      {error ? (
        <div class="episodes-inset">
          <Notice
            tone="danger"
            title="The episodes could not be read."
            actions={
              <Button size="s" onClick={() => setAttempt(attempt + 1)}>
                Try again
              </Button>
            }
          >
            {sentence(error)}
          </Notice>
        </div>
      ) : !episodes ? (
        <div class="episodes-inset">
          <Skeleton lines={4} height="1.6rem" />
        </div>
      ) : (
        <Table
          caption={`Episodes of ${dataset.title}`}
          rows={episodes}
          rowKey={(episode) => episode.index}
          columns={episodeColumns(setWatching)}
        />
      )}
      {watching && <WatchDialog dataset={id} episode={watching} onClose={() => setWatching(undefined)} />}
    </Card>
  )
}
