import type { ReplayedMessage } from '../../simulation/protocol.js'
import { Icon, Notice, Segmented } from '../../ui/index.js'
import './filmVerdict.css'

export type Shows = 'simulated' | 'stored'

/** Whether the simulation did again what was stored; where it did not, either can be looked at. */
export function FilmVerdict({
  parted,
  film,
  steps,
  shows,
  onShows,
}: {
  /** Where the two part, in words. */
  parted: string | undefined
  film: Pick<ReplayedMessage, 'largestDifference' | 'stored'>
  steps: number
  shows: Shows
  onShows: (shows: Shows) => void
}) {
  if (parted === undefined)
    return (
      <p class="film-verdict">
        <Icon name="check" /> Every one of the {steps} observations is the same, bit for bit.
      </p>
    )
  return (
    <Notice tone="warn" title={parted}>
      Its observations differ by up to {film.largestDifference.toPrecision(2)}. The episode may be cut from a
      longer one, or come from another simulator or version.
      {film.stored && (
        <Segmented
          label="What to show"
          hideLabel
          value={shows}
          options={[
            { value: 'simulated', label: 'The replay' },
            { value: 'stored', label: 'What was stored' },
          ]}
          onChange={onShows}
        />
      )}
    </Notice>
  )
}
