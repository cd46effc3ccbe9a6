import { Box, type Env, type Info, type Space, type StepResult } from '../../../src/gym/index.js'

export interface Line<O> {
  observation: O
  reward?: number
  terminated?: boolean
  truncated?: boolean
  info?: Info
}

/** Plays back a list: the first line is the reset, each other one a step. Keeps the actions that it was given. */
export class Script<O = Float32Array> implements Env<O> {
  readonly actionSpace = new Box(-1, 1, [1])
  readonly unwrapped = this
  readonly actions: Float32Array[] = []
  closed = 0
  #line = 0

  constructor(
    readonly lines: readonly Line<O>[],
    readonly observationSpace = new Box(-100, 100, [1]) as unknown as Space<O>,
  ) {}

  reset(): [O, Info] {
    this.#line = 0
    return [this.lines[0].observation, { ...this.lines[0].info }]
  }

  step(action: Float32Array): StepResult<O> {
    this.actions.push(action)
    const { observation, reward = 0, terminated = false, truncated = false, info } = this.lines[++this.#line]
    return [observation, reward, terminated, truncated, { ...info }]
  }

  close(): void {
    this.closed++
  }
}

/** A script whose observations are these numbers, one at a time, with these rewards. */
export function script(observations: readonly number[], rewards: readonly number[] = []): Script {
  return new Script(
    observations.map((value, index) => ({
      observation: Float32Array.of(value),
      reward: rewards[index - 1],
      terminated: index === observations.length - 1,
    })),
  )
}

export const nothing = Float32Array.of(0)
