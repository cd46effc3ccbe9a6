import type { TorqueKey } from '../../sim/index.js'
import type { Controls, ControlScheme } from './keyboardPolicy.js'

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
