import type { Policy } from '../policy.js'
import { KeyEdges, type KeyEdge } from './keyEdges.js'

/** What a scheme of control is told at every control step. */
export interface Controls {
  /** What happened since the last step, in order. */
  edges: readonly KeyEdge[]
  /** Keys that were down at any moment since the last step. */
  down: ReadonlySet<string>
  /** Gamepad axis, −1 to 1; 0 where there is none. */
  axis: number
}

/** Turns a person's controls and the observation into an action. */
export interface ControlScheme {
  reset(): void
  act(observation: Float32Array, controls: Controls): Float32Array
}

/** A person: key edges and a gamepad axis in, actions out. Knows nothing of a window. */
export class KeyboardPolicy implements Policy {
  readonly name = 'human'
  #scheme: ControlScheme
  #edges = new KeyEdges()
  #axis = 0
  #lastTime = 0

  constructor(scheme: ControlScheme) {
    this.#scheme = scheme
  }

  /** A key event: `code` as in `KeyboardEvent.code`, time in ms. */
  key(code: string, down: boolean, time: number): void {
    this.#lastTime = time
    this.#edges.push(code, down, time)
  }

  /** A gamepad's stick or trigger, −1 to 1; beats the keys while it is not 0. */
  axis(value: number): void {
    this.#axis = Number.isFinite(value) ? Math.min(1, Math.max(-1, value)) : 0
  }

  /** All keys up and the stick let go. */
  release(): void {
    this.#edges.release(this.#lastTime)
    this.#axis = 0
  }

  reset(): void {
    this.#edges.clear()
    this.#scheme.reset()
  }

  act(observation: Float32Array): Float32Array {
    return this.#scheme.act(observation, { ...this.#edges.take(), axis: this.#axis })
  }

  observe(): void {}
}
