/** Lets messages, timers and drawing have their turn. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const listener = () => {
      port1.close()
      resolve()
    }
    port1.addEventListener('message', listener, { once: true })
    port1.start()
    port2.postMessage(undefined)
  })
}

/** Milliseconds a training may run before it lets others have a turn. */
const TURN = 30

/** The handle on a running training: pause, go on, checkpoint now. */
export class TrainingControl {
  #waiting: (() => void)[] = []
  #paused = false
  #checkpointWanted = false
  #lastTurn = performance.now()

  get isPaused(): boolean {
    return this.#paused
  }

  /** Waits after the step in flight, with all its memory, until `resume`. */
  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    for (const go of this.#waiting.splice(0)) go()
  }

  /** Asks for a checkpoint after the step in flight. */
  checkpointNow(): void {
    this.#checkpointWanted = true
  }

  takeCheckpointRequest(): boolean {
    const wanted = this.#checkpointWanted
    this.#checkpointWanted = false
    return wanted
  }

  /** Between two steps: yields to the event loop, and waits while paused. An abort ends the wait. */
  async breathe(signal?: AbortSignal): Promise<void> {
    if (performance.now() - this.#lastTurn > TURN) {
      await macrotask()
      this.#lastTurn = performance.now()
    }
    if (!this.#paused || signal?.aborted) return
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
  }
}

/** Measures the speed of the last while. */
export class Pacer {
  readonly #begun = performance.now()
  readonly #ticks: number[] = []
  #count = 0
  readonly #windowSeconds: number
  readonly #skip: number

  /**
   * @param windowSeconds over which the speed is averaged
   * @param skip first steps that do not count
   */
  constructor(windowSeconds: number, skip: number) {
    this.#windowSeconds = windowSeconds
    this.#skip = skip
  }

  tick(): void {
    const now = performance.now()
    if (++this.#count <= this.#skip && this.#ticks.length > 1) this.#ticks.length = 0
    this.#ticks.push(now)
    while (this.#ticks.length > 2 && now - this.#ticks[0] > this.#windowSeconds * 1000) this.#ticks.shift()
  }

  get seconds(): number {
    return (performance.now() - this.#begun) / 1000
  }

  get stepsPerSecond(): number {
    const ticks = this.#ticks
    if (ticks.length < 2) return this.#count / Math.max(this.seconds, 1e-3)
    return (1000 * (ticks.length - 1)) / (ticks[ticks.length - 1] - ticks[0])
  }
}
