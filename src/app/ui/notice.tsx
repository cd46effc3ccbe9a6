import type { ComponentChildren } from 'preact'
import { Icon } from './icon.js'
import './notice.css'

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
