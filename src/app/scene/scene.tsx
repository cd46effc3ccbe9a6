import type { ComponentChildren } from 'preact'
import './scene.css'

/** A picture of a body on its level, and beside it the form that says what is to happen there. */
export function Scene({
  testId,
  running,
  picture,
  children,
}: {
  testId: string
  /** Something runs: the picture has the whole width. */
  running: boolean
  /** The stage, and what lies over it. */
  picture: ComponentChildren
  /** What is beside it until something runs. */
  children: ComponentChildren
}) {
  return (
    <div class={`scene${running ? ' is-running' : ''}`} data-testid={testId}>
      <div class="scene-stage">{picture}</div>
      {!running && children}
    </div>
  )
}

/** What is beside the picture: it scrolls, the picture does not. */
export function Side({ children, busy }: { children: ComponentChildren; busy?: boolean }) {
  return (
    <div class="scene-side" aria-busy={busy}>
      <div class="scene-side-scroll">{children}</div>
    </div>
  )
}

/** The same as one form, with its button always in sight at the foot. */
export function SideForm({
  label,
  children,
  foot,
  onSubmit,
}: {
  label: string
  children: ComponentChildren
  foot: ComponentChildren
  onSubmit: () => void
}) {
  return (
    <form
      class="scene-side"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <div class="scene-side-scroll">{children}</div>
      <div class="scene-side-foot">{foot}</div>
    </form>
  )
}
