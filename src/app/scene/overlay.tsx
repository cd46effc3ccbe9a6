import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import './overlay.css'

/**
 * Everything over the picture while something runs. It takes the keyboard when `session` begins, and gives it to what is
 * asked for while `asking` is something: Enter goes on, Tab reaches the rest.
 */
export function Overlay({
  session,
  asking,
  testId,
  data,
  children,
}: {
  session: unknown
  /** What is asked of the person just now; another value is another question. */
  asking: unknown
  testId: string
  /** `data-…` attributes. */
  data: Readonly<Record<`data-${string}`, string | number>>
  children: ComponentChildren
}) {
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => root.current?.focus(), [session])
  useEffect(() => focusAnswer(root.current), [asking])
  return (
    <div
      ref={root}
      class="scene-overlay"
      tabIndex={-1}
      data-testid={testId}
      {...data}
      // A slider or button that was used by mouse gives the keyboard back to the runner.
      onPointerUp={() => (document.activeElement as HTMLElement | null)?.blur?.()}
    >
      {children}
    </div>
  )
}

function focusAnswer(root: HTMLElement | null): void {
  root?.querySelector<HTMLElement>('.scene-panel .button-primary')?.focus()
}

/** Something in the middle of the picture, or low in it where the middle is worth seeing. */
export function Centre({
  children,
  low,
  dim,
}: {
  children: ComponentChildren
  low?: boolean
  /** Darkens the picture, which stands still. */
  dim?: boolean
}) {
  return <div class={`scene-centre${low ? ' is-low' : ''}${dim ? ' is-dim' : ''}`}>{children}</div>
}

/** A question over the picture with its answers; the primary one gets the keyboard. */
export function OverlayPanel({
  title,
  label,
  children,
  actions,
  note,
  testId,
}: {
  title: string
  /** Its name for screen readers. */
  label: string
  children?: ComponentChildren
  actions: ComponentChildren
  note?: ComponentChildren
  testId?: string
}) {
  return (
    <div class="scene-panel" role="dialog" aria-label={label} data-testid={testId}>
      <h2>{title}</h2>
      {children}
      <div class="scene-panel-actions">{actions}</div>
      {note && <p class="field-hint">{note}</p>}
    </div>
  )
}

/** Along the lower edge of the picture. */
export function OverlayFoot({ children }: { children: ComponentChildren }) {
  return <footer class="scene-foot">{children}</footer>
}
