import type { ComponentChildren } from 'preact'
import './card.css'

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
