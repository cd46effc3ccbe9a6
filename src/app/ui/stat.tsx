import type { ComponentChildren } from 'preact'
import './stat.css'

/** A figure with its name; `unit` is set smaller behind it. */
export function Stat({
  label,
  value,
  unit,
  title,
  size = 'm',
}: {
  label: string
  value: ComponentChildren
  unit?: string
  title?: string
  size?: 'm' | 'l'
}) {
  return (
    <div class={`stat stat-${size}`} title={title}>
      <dt>{label}</dt>
      <dd>
        {value}
        {unit && <span class="stat-unit"> {unit}</span>}
      </dd>
    </div>
  )
}

export function Stats({ children }: { children: ComponentChildren }) {
  return <dl class="stats">{children}</dl>
}
