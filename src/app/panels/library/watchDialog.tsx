import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { EpisodeSummary, ReplayEpisode } from '../../../host/window.js'
import { messageOf } from '../../../platform/index.js'
import { useApp } from '../../state/app.js'
import { Button, Dialog, ErrorBoundary, formatReturn, Notice, sentence, Spinner } from '../../ui/index.js'
import './watchDialog.css'

type ReplayComponent = ComponentType<{ episode: ReplayEpisode }>

/** An episode again, in 3D. The stage is a large chunk, so it is fetched with the episode. */
export function WatchDialog({
  dataset,
  episode,
  onClose,
}: {
  dataset: string
  episode: EpisodeSummary
  onClose: () => void
}) {
  const { host } = useApp()
  const [loaded, setLoaded] = useState<{ Replay: ReplayComponent; episode: ReplayEpisode }>()
  const [error, setError] = useState<string>()
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    let gone = false
    setError(undefined)
    Promise.all([
      import('./replay.js'),
      host.call('library.episode', { id: dataset, index: episode.index }),
    ]).then(
      ([{ Replay }, full]) => gone || setLoaded({ Replay, episode: full }),
      (reason) => gone || setError(messageOf(reason)),
    )
    return () => {
      gone = true
    }
  }, [host, dataset, episode.index, attempt])
  return (
    <Dialog
      title={`Episode #${episode.episodeId}, return ${formatReturn(episode.return)}`}
      width="xl"
      onClose={onClose}
    >
      {error ? (
        <Notice
          tone="danger"
          title="The episode cannot be shown."
          actions={
            <Button size="s" onClick={() => setAttempt(attempt + 1)}>
              Try again
            </Button>
          }
        >
          {sentence(error)}
        </Notice>
      ) : loaded ? (
        <ErrorBoundary what="The replay">
          <loaded.Replay episode={loaded.episode} />
        </ErrorBoundary>
      ) : (
        <div class="watch-wait">
          <Spinner label="Setting up the stage…" />
        </div>
      )}
    </Dialog>
  )
}
