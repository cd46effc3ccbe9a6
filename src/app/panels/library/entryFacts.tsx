import { formatBytes, formatWhen } from '../../ui/index.js'
import './entryFacts.css'

/** Size and age of an entry, quietly beside its tags. */
export function EntryFacts({ bytes, verb, at }: { bytes: number; verb: string; at: number }) {
  return (
    <span class="entry-facts">
      {formatBytes(bytes)}
      <span title={new Date(at).toLocaleString('en')}>
        {verb} {formatWhen(at)}
      </span>
    </span>
  )
}
