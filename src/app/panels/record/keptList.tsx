import { useApp } from '../../state/app.js'
import { Button, formatCount, formatReturn } from '../../ui/index.js'
import type { Pending } from './usePending.js'
import './keptList.css'

/** Kept episodes, each with the way to be rid of it. */
export function KeptList({ episodes, onChanged }: { episodes: readonly Pending[]; onChanged: () => void }) {
  const { host, toasts } = useApp()
  const discard = async (recordingId: string) => {
    try {
      await host.call('recording.discard', { recordingId })
    } catch (reason) {
      toasts.error('Could not discard the episode', reason)
    }
    onChanged()
  }
  return (
    <ul class="kept-list">
      {episodes.map(({ recordingId, ended, episode, parts }) => (
        <li
          key={recordingId}
          data-testid="kept-episode"
          data-length={episode.length}
          data-return={episode.return.toFixed(2)}
          data-recovered={!ended}
        >
          <span class="kept-list-who">{episode.controller}</span>
          <span>
            {formatCount(episode.length)} steps{parts > 1 ? ` in ${parts} parts` : ''}
            {ended ? '' : ', recovered'}
          </span>
          <strong>{formatReturn(episode.return)}</strong>
          <Button
            look="ghost"
            size="s"
            icon="trash"
            label={`Discard the episode of ${episode.controller} with return ${formatReturn(episode.return)}`}
            onClick={() => void discard(recordingId)}
          />
        </li>
      ))}
    </ul>
  )
}
