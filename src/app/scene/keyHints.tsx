import type { SchemeDescription } from '../../policies/index.js'
import './keyHints.css'

/** The keys of a scheme, each lit while it is held. */
export function KeyHints({ scheme, held }: { scheme: SchemeDescription; held: ReadonlySet<string> }) {
  return (
    <div class="key-hints" aria-label={`${scheme.title}: ${scheme.hint}`}>
      {scheme.keys.map(({ codes, label, does }) => (
        <span key={label} class="key-hint">
          <kbd class={codes.some((code) => held.has(code)) ? 'is-held' : ''}>{label}</kbd>
          {does}
        </span>
      ))}
    </div>
  )
}
