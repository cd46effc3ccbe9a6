import type { ComponentChildren } from 'preact'

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
  tone?: 'accent' | 'muted' | 'danger'
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

/** Stands where content will be, so that nothing jumps when it arrives. */
export function Skeleton({ lines = 1, height = '1rem' }: { lines?: number; height?: string }) {
  return (
    <div class="skeletons" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} class="skeleton" style={{ height }} />
      ))}
    </div>
  )
}

export function Spinner({ label }: { label: string }) {
  return (
    <span class="spinner-with-label" role="status">
      <span class="spinner" aria-hidden="true" />
      {label}
    </span>
  )
}
