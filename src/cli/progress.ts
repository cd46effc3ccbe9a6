import type { Io } from './io.js'

/**
 * One line on the error stream that says how far the work is. On a terminal it is drawn over; in a log a new line is
 * written at most every ten seconds.
 */
export class ProgressLine {
  readonly #io: Io
  #shownAt = 0
  #isOpen = false

  constructor(io: Io) {
    this.#io = io
  }

  show(text: string): void {
    const now = Date.now()
    const interval = this.#io.errIsTerminal ? 100 : 10_000
    if (now - this.#shownAt < interval) return
    this.#shownAt = now
    if (this.#io.errIsTerminal) {
      this.#io.err(`\r\u001B[2K${text.slice(0, this.#io.columns - 1)}`)
      this.#isOpen = true
    } else this.#io.err(`${text}\n`)
  }

  /** A line that stays. */
  say(text: string): void {
    this.end()
    this.#io.err(`${text}\n`)
  }

  /** Takes the open line away. */
  end(): void {
    if (this.#isOpen) this.#io.err('\r\u001B[2K')
    this.#isOpen = false
  }
}

/** `7 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Time left, from a share of the work and the time that it took. */
export function timeLeft(startedAt: number, share: number): string {
  if (share <= 0) return 'time left unknown'
  return `${duration(((Date.now() - startedAt) * (1 - share)) / share)} left`
}
