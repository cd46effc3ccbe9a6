import type { FromSimulation } from './protocol.js'

/** Something that goes on in simulated time: a race or a recording. */
export interface Run {
  /** Seconds. */
  readonly controlStep: number
  /** Nothing more will happen. */
  readonly done: boolean
  /** One control step. */
  step(): Promise<void>
  /** What happened since the last call, to be told to the window. */
  report(): FromSimulation[]
  /** Before its time. */
  finish(): void
  key(code: string, down: boolean, time: number): void
  axis(value: number): void
  release(): void
  dial(lane: number, skill: number): void
  close(): void
}

/** The buffers of a message, to hand over instead of copying. */
export function transfers(message: FromSimulation): Transferable[] {
  return Object.values(message)
    .filter((value): value is Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> =>
      ArrayBuffer.isView(value),
    )
    .map(({ buffer }) => buffer)
}
