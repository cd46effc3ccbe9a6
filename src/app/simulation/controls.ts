import type { ToSimulation } from './protocol.js'

/** Sticks rest a little beside their middle. */
const DEAD_ZONE = 0.12

export interface ControlsOptions {
  post: (message: ToSimulation) => void
  /** Keys that belong to the runner: the page must not scroll by them. */
  codes: () => ReadonlySet<string>
  /** Every edge of a runner's key, to show it. */
  onKey?: (code: string, down: boolean) => void
  /** Keys that the runner does not need. True when it was used. */
  onOther?: (event: KeyboardEvent) => boolean
}

/**
 * A person's keys and gamepad on their way to the simulation. Edges carry the time at which the machine saw them, so
 * that a tap between two control steps counts in full. Gives the function that lets go of everything.
 */
export function attachControls({ post, codes, onKey, onOther }: ControlsOptions): () => void {
  const held = new Set<string>()
  const edge = (event: KeyboardEvent, down: boolean) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (!codes().has(event.code)) {
      if (down && !event.repeat && onOther?.(event)) event.preventDefault()
      return
    }
    event.preventDefault()
    if (down === held.has(event.code)) return
    if (down) held.add(event.code)
    else held.delete(event.code)
    post({ type: 'key', code: event.code, down, time: performance.timeOrigin + event.timeStamp })
    onKey?.(event.code, down)
  }
  const down = (event: KeyboardEvent) => edge(event, true)
  const up = (event: KeyboardEvent) => {
    // A key that went down here comes up here, wherever the focus has gone meanwhile.
    if (held.has(event.code) && isTyping(event.target)) letGo()
    else edge(event, false)
  }
  const letGo = () => {
    for (const code of held) onKey?.(code, false)
    held.clear()
    post({ type: 'release' })
  }
  addEventListener('keydown', down)
  addEventListener('keyup', up)
  addEventListener('blur', letGo)

  let axis = 0
  let polling = requestAnimationFrame(function poll() {
    const now = gamepadAxis(navigator.getGamepads?.() ?? [])
    if (now !== axis) post({ type: 'axis', value: (axis = now) })
    polling = requestAnimationFrame(poll)
  })
  return () => {
    removeEventListener('keydown', down)
    removeEventListener('keyup', up)
    removeEventListener('blur', letGo)
    cancelAnimationFrame(polling)
  }
}

/** Forward from the right trigger, the left stick or the cross; back from the left trigger. −1 to 1. */
export function gamepadAxis(pads: readonly (Gamepad | null)[]): number {
  for (const pad of pads) {
    if (!pad) continue
    const button = (index: number) => pad.buttons[index]?.value ?? 0
    const stick = pad.axes[0] ?? 0
    const values = [button(7) - button(6), stick, button(15) - button(14)]
    const strongest = values.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0]
    if (Math.abs(strongest) > DEAD_ZONE) return Math.round(strongest * 100) / 100
  }
  return 0
}

/** Whether keys belong to the element that has the focus: a slider, a field, a list. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null
  )
}
