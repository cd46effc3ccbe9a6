import type { ComponentChildren } from 'preact'
import './tag.css'

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
