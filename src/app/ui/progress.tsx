import type { ComponentChildren } from 'preact'
import './progress.css'

/** How far something is, 0–1; without a value it only says that something is going on. */
export function Progress({
  value,
  label,
  detail,
  tone = 'accent',
}: {
  value?: number
  label: string
  /** At the right of the label: a percentage, time left. */
  detail?: ComponentChildren
  tone?: 'accent' | 'muted'
}) {
  const known = value !== undefined && Number.isFinite(value)
  const percent = known ? Math.min(100, Math.max(0, value * 100)) : undefined
  return (
    <div class={`progress progress-${tone}`}>
      <div class="progress-head">
        <span>{label}</span>
        {detail !== undefined && <span class="progress-detail">{detail}</span>}
      </div>
      <div
        class={`progress-track${known ? '' : ' is-indeterminate'}`}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent === undefined ? undefined : Math.round(percent)}
      >
        <div class="progress-fill" style={percent === undefined ? {} : { width: `${percent}%` }} />
      </div>
    </div>
  )
}
