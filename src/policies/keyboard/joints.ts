import type { Controls, ControlScheme } from './keyboardPolicy.js'

/** A key and the torques that it adds: one number for each hinge, −1 to 1. */
export interface TorqueKey {
  code: string
  torques: readonly number[]
}

/** Raw joints: every key is a set of torques, and keys add up. No help with balance. */
export class JointsScheme implements ControlScheme {
  #keys: readonly TorqueKey[]
  #size: number

  constructor(keys: readonly TorqueKey[]) {
    this.#keys = keys
    this.#size = keys[0].torques.length
  }

  reset(): void {}

  act(_observation: Float32Array, { down }: Controls): Float32Array {
    const action = new Float32Array(this.#size)
    for (const { code, torques } of this.#keys)
      if (down.has(code)) torques.forEach((torque, j) => (action[j] += torque))
    return action.map((torque) => Math.min(1, Math.max(-1, torque)))
  }
}

/** Thigh and shin of the hind leg on Q and W, of the front leg on O and P; the feet follow. */
export const cheetahTorqueKeys: readonly TorqueKey[] = [
  { code: 'KeyQ', torques: [-1, -0.7, -0.4, 0, 0, 0] },
  { code: 'KeyW', torques: [1, 0.7, 0.4, 0, 0, 0] },
  { code: 'KeyO', torques: [0, 0, 0, -1, 0.7, -0.4] },
  { code: 'KeyP', torques: [0, 0, 0, 1, -0.7, 0.4] },
]
