/**
 * Tells how many control steps are due, so that simulated time goes with the wall clock. A machine that was late
 * catches up a little and forgets the rest: slow motion for a moment is better than a burst of steps.
 */
export class Pacer {
  private base: number | undefined
  private taken = 0

  /** `step` and `catchUp` in s. */
  constructor(
    private readonly step: number,
    private readonly catchUp = 0.15,
  ) {}

  /** Steps due at `now` (s); the first is due at once. */
  due(now: number): number {
    this.base ??= now
    const total = Math.floor((now - this.base) / this.step + 1e-9) + 1
    const most = Math.max(1, Math.round(this.catchUp / this.step))
    const due = Math.min(total - this.taken, most)
    // What is more than that is forgotten: the base moves on.
    this.base += (total - this.taken - due) * this.step
    this.taken += due
    return due
  }

  /** Seconds until the next step. */
  wait(now: number): number {
    return this.base === undefined ? 0 : Math.max(0, this.base + this.taken * this.step - now)
  }

  /** Forgets the wall clock: the next `due` starts anew, as after a pause. */
  stop(): void {
    this.base = undefined
    this.taken = 0
  }
}
