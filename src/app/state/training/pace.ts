/** Steps a second over the last while, and the time left at that pace. */
export interface Pace {
  /** Undefined until enough is known. */
  stepsPerSecond: number | undefined
  secondsLeft: number | undefined
}

/**
 * The first steps of a run compile shaders and warm caches, and take two to five times as long as the rest, so they
 * count for nothing here. Time spent paused does not count either: a pause starts a new window.
 */
export class PaceMeter {
  #skipped = 0
  #marks: { step: number; at: number }[] = []

  constructor(
    private readonly totalSteps: number,
    private readonly warmUpSteps = 5,
    /** Milliseconds that the pace is taken over. */
    private readonly span = 20_000,
  ) {}

  /** `step` is done at `at` milliseconds. */
  mark(step: number, at: number): void {
    if (this.#skipped < this.warmUpSteps) {
      this.#skipped++
      if (this.#skipped < this.warmUpSteps) return
    }
    this.#marks.push({ step, at })
    while (this.#marks.length > 2 && at - this.#marks[1].at > this.span) this.#marks.shift()
  }

  pause(): void {
    this.#marks = []
  }

  now(): Pace {
    const first = this.#marks[0]
    const last = this.#marks.at(-1)
    if (!first || !last || last.at <= first.at) return { stepsPerSecond: undefined, secondsLeft: undefined }
    const stepsPerSecond = ((last.step - first.step) * 1000) / (last.at - first.at)
    return { stepsPerSecond, secondsLeft: (this.totalSteps - last.step) / stepsPerSecond }
  }
}
