import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.js'

/** One place of the app: title, what it is for, its actions, then its content. `wide` uses the whole width. */
export function Page({
  title,
  lead,
  actions,
  children,
  wide,
}: {
  title: string
  lead?: ComponentChildren
  actions?: ComponentChildren
  children: ComponentChildren
  wide?: boolean
}) {
  return (
    <div class={`page${wide ? ' page-wide' : ''}`}>
      <header class="page-head">
        <div>
          <h1>{title}</h1>
          {lead && <p class="page-lead">{lead}</p>}
        </div>
        {actions && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

export function Card({
  title,
  aside,
  children,
  flush,
}: {
  title?: ComponentChildren
  /** At the right of the title. */
  aside?: ComponentChildren
  children: ComponentChildren
  /** No padding around the content, for tables and canvases. */
  flush?: boolean
}) {
  return (
    <section class={`card${flush ? ' card-flush' : ''}`}>
      {(title || aside) && (
        <header class="card-head">
          <h2>{title}</h2>
          {aside && <div class="card-aside">{aside}</div>}
        </header>
      )}
      <div class="card-content">{children}</div>
    </section>
  )
}

export type Tone = 'plain' | 'accent' | 'human' | 'scripted' | 'agent' | 'good' | 'warn' | 'danger'

export function Tag({
  children,
  tone = 'plain',
  title,
}: {
  children: ComponentChildren
  tone?: Tone
  title?: string
}) {
  return (
    <span class={`tag tone-${tone}`} title={title}>
      {children}
    </span>
  )
}

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

export function EmptyState({
  icon,
  title,
  children,
  actions,
}: {
  icon: IconName
  title: string
  children?: ComponentChildren
  actions?: ComponentChildren
}) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} size={28} />
      </span>
      <h3>{title}</h3>
      {children && <div class="empty-text">{children}</div>}
      {actions && <div class="empty-actions">{actions}</div>}
    </div>
  )
}

/** A line of news in the page: what happened, and the way out. */
export function Notice({
  tone = 'info',
  title,
  children,
  actions,
}: {
  tone?: 'info' | 'good' | 'warn' | 'danger'
  title?: ComponentChildren
  children?: ComponentChildren
  actions?: ComponentChildren
}) {
  const icon = { info: 'info', good: 'check', warn: 'warning', danger: 'warning' } as const
  return (
    <div class={`notice notice-${tone}`} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon name={icon[tone]} />
      <div class="notice-text">
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
      {actions && <div class="notice-actions">{actions}</div>}
    </div>
  )
}
