import { useEffect, useState } from 'preact/hooks'
import type { EpisodeSummary } from '../../../host/contract.js'
import { messageOf } from '../../../platform/errors.js'
import { useApp } from '../../state/app.js'
import type { DatasetSummary } from '../../state/libraryStore.js'
import { Button, Card, formatCount, formatReturn, Notice, sentence, Skeleton, Table } from '../../ui/index.js'
import { ControllerTag } from './controllerTag.js'
import { WatchDialog } from './watchDialog.js'

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
        <div class="library-inset">
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
        <div class="library-inset">
          <Skeleton lines={4} height="1.6rem" />
        </div>
      ) : (
        <Table
          caption={`Episodes of ${dataset.title}`}
          rows={episodes}
          rowKey={(episode) => episode.index}
          columns={[
            {
              key: 'episode',
              title: 'Episode',
              value: (episode) => episode.episodeId,
              cell: (episode) => `#${episode.episodeId}`,
            },
            {
              key: 'controller',
              title: 'Controller',
              value: (episode) => episode.controller,
              cell: (episode) => <ControllerTag name={episode.controller} />,
            },
            {
              key: 'return',
              title: 'Return',
              align: 'end',
              value: (episode) => episode.return,
              cell: (episode) => formatReturn(episode.return),
            },
            {
              key: 'length',
              title: 'Steps',
              align: 'end',
              value: (episode) => episode.length,
              cell: (episode) => formatCount(episode.length),
            },
            { key: 'end', title: 'Ended', value: ending, cell: ending },
            {
              key: 'level',
              title: 'Level',
              minor: true,
              value: (episode) => episode.level,
              cell: (episode) => episode.level || 'flat ground',
            },
            {
              key: 'seed',
              title: 'Seed',
              align: 'end',
              minor: true,
              cell: (episode) => <code>{episode.seed}</code>,
            },
            {
              key: 'watch',
              title: '',
              align: 'end',
              cell: (episode) => (
                <Button
                  size="s"
                  look="ghost"
                  icon="watch"
                  onClick={() => setWatching(episode)}
                  testId={`watch-${episode.index}`}
                >
                  Watch
                </Button>
              ),
            },
          ]}
        />
      )}
      {watching && <WatchDialog dataset={id} episode={watching} onClose={() => setWatching(undefined)} />}
    </Card>
  )
}

function ending(episode: EpisodeSummary): string {
  if (episode.terminated) return 'fell'
  return episode.truncated ? 'time was up' : 'stopped'
}
