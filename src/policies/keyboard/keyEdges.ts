/** A key going down or up; times are in ms, and only their differences matter. */
export interface KeyEdge {
  /** `KeyboardEvent.code`: the place of the key, whatever is printed on it. */
  code: string
  down: boolean
  time: number
}

/**
 * Keys between two control steps. A tap that begins and ends between two steps still counts for one: every edge waits
 * here until the next step asks.
 */
export class KeyEdges {
  #held = new Set<string>()
  #waiting: KeyEdge[] = []
  #tapped = new Set<string>()

  /** Repeats that a held key sends are not edges. */
  push(code: string, down: boolean, time: number): void {
    if (down === this.#held.has(code)) return
    if (down) {
      this.#held.add(code)
      this.#tapped.add(code)
    } else this.#held.delete(code)
    this.#waiting.push({ code, down, time })
  }

  /** All keys up, as when the window loses the keyboard. */
  release(time: number): void {
    // A set may lose members while it is walked through.
    for (const code of this.#held) this.push(code, false, time)
  }

  /** The edges since the last call in order, and the keys that were down at any moment since then. */
  take(): { edges: KeyEdge[]; down: Set<string> } {
    const edges = this.#waiting
    const down = new Set([...this.#held, ...this.#tapped])
    this.#waiting = []
    this.#tapped.clear()
    return { edges, down }
  }

  clear(): void {
    this.#held.clear()
    this.#waiting = []
    this.#tapped.clear()
  }
}
