import { signal, type ReadonlySignal } from '@preact/signals'
import { trainingLimits } from '../../../../dt/index.js'
import { messageOf } from '../../../../platform/index.js'
import {
  type FromStitching,
  FromStitchingSchema,
  type StitchingMaterial,
  type StitchingOrder,
  type StitchingOutcome,
} from '../../../../shows/index.js'
import { checkStitchingMessage } from './messages.js'

/** Takes seconds on one processor core, and leaves the data's best walks well behind for most seeds. */
export const size: Omit<StitchingOrder, 'seed'> = {
  nodes: 12,
  walks: 100,
  walkSteps: 10,
  trainingSteps: 300,
}

/** As much of a Worker as the demonstration needs; tests give one of their own. */
export interface StitchingWorker {
  post(order: StitchingOrder): void
  /** What arrives is not yet checked. */
  listen(onMessage: (message: unknown) => void, onCrash: (reason: string) => void): void
  terminate(): void
}

/** As the page draws it. */
export interface Demonstrated {
  phase: 'idle' | 'running' | 'done' | 'failed'
  /** Of the graph that is drawn. */
  seed?: number
  material?: StitchingMaterial
  progress?: Omit<Extract<FromStitching, { type: 'step' }>, 'type'>
  outcome?: StitchingOutcome
  /** What went wrong. */
  message?: string
}

/** One demonstration at a time; its worker lives no longer than it runs. */
export class Demonstration {
  readonly #state = signal<Demonstrated>({ phase: 'idle' })
  readonly #openWorker: () => StitchingWorker
  #worker: StitchingWorker | undefined

  constructor(openWorker: () => StitchingWorker) {
    this.#openWorker = openWorker
  }

  get state(): ReadonlySignal<Demonstrated> {
    return this.#state
  }

  /** Begins anew; one that runs is given up. */
  start(seed: number): void {
    this.#closeWorker()
    this.#state.value = { phase: 'running', seed }
    try {
      const worker = this.#openWorker()
      this.#worker = worker
      worker.listen(
        (message) => worker === this.#worker && this.#hear(message),
        (reason) => worker === this.#worker && this.#fail(reason),
      )
      worker.post({ ...size, seed })
    } catch (error) {
      this.#fail(messageOf(error))
    }
  }

  /** Gives up what runs; half a training proves nothing, so nothing of it is kept. */
  stop(): void {
    this.#closeWorker()
    if (this.#state.value.phase === 'running') this.#state.value = { phase: 'idle' }
  }

  #hear(message: unknown): void {
    try {
      this.#take(checkStitchingMessage(FromStitchingSchema, message))
    } catch (error) {
      this.#fail(messageOf(error))
    }
  }

  #take(message: FromStitching): void {
    switch (message.type) {
      case 'material':
        return this.#change({ material: message.material })
      case 'step': {
        const { type: _, ...progress } = message
        return this.#change({ progress })
      }
      case 'done':
        this.#closeWorker()
        return this.#change({ phase: 'done', outcome: message.outcome })
      case 'failed':
        return this.#fail(message.message)
    }
  }

  #change(change: Partial<Demonstrated>): void {
    this.#state.value = { ...this.#state.value, ...change }
  }

  #fail(message: string): void {
    this.#closeWorker()
    this.#change({ phase: 'failed', message })
  }

  #closeWorker(): void {
    this.#worker?.terminate()
    this.#worker = undefined
  }
}

/** What is wrong with a typed seed, if anything. */
export function seedProblem(seed: number): string | undefined {
  const fits = Number.isInteger(seed) && seed >= 0 && seed <= trainingLimits.seed.max
  return fits ? undefined : `A whole number from 0 to ${trainingLimits.seed.max}.`
}
