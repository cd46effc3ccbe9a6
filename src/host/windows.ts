/** How long a window may be without a connection before it counts as gone, in milliseconds: a reload takes less. */
const grace = 5000

/** Which windows are there, by their connections: a closed tab, a crash and a lost network look all the same. */
export class Windows {
  readonly #connections = new Map<string, number>()
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #gone: (window: string) => void
  readonly #grace: number

  constructor(gone: (window: string) => void, graceMs = grace) {
    this.#gone = gone
    this.#grace = graceMs
  }

  /** A connection of this window was opened; the function returned says that it was closed. */
  here(window: string): () => void {
    clearTimeout(this.#timers.get(window))
    this.#timers.delete(window)
    this.#connections.set(window, (this.#connections.get(window) ?? 0) + 1)
    let open = true
    return () => {
      if (!open) return
      open = false
      const left = (this.#connections.get(window) ?? 1) - 1
      this.#connections.set(window, left)
      if (left > 0) return
      this.#connections.delete(window)
      this.#timers.set(
        window,
        setTimeout(() => {
          this.#timers.delete(window)
          this.#gone(window)
        }, this.#grace),
      )
    }
  }

  isHere(window: string): boolean {
    return this.#connections.has(window)
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }
}
