import { cosine, sine } from '../gym/index.js'
import type { LocomotionEnv } from '../sim/index.js'

/** How near the ground a point counts as touching it, m. */
const TOUCH = 0.01

/** What a gait looks like, averaged over an episode. */
export interface GaitMeasures {
  /** Speed at which touching links slide along the ground, summed over the links, m/s. */
  slip: number
  /** Share of the steps in which nothing touches the ground. */
  airborne: number
  /** Mean square of the actions' second difference, 0–16: 16 is torque that alternates at every step. */
  chatter: number
}

/** Watches an environment step by step. */
export class GaitWatch {
  #slip = 0
  #airborne = 0
  #chatter = 0
  #steps = 0
  #poses: Float32Array
  #motions: Float32Array
  #last: Float32Array
  #beforeLast: Float32Array

  constructor(readonly env: LocomotionEnv) {
    const links = env.body.links.length
    this.#poses = new Float32Array(3 * links)
    this.#motions = new Float32Array(3 * links)
    this.#last = new Float32Array(env.actionSpace.size)
    this.#beforeLast = new Float32Array(env.actionSpace.size)
  }

  reset(): void {
    this.#slip = this.#airborne = this.#chatter = this.#steps = 0
    this.#last.fill(0)
    this.#beforeLast.fill(0)
  }

  /** After a step: what this one step added. */
  observe(action: Float32Array): { slip: number; chatter: number } {
    const { slip, touches } = this.#contact()
    let chatter = 0
    for (let j = 0; j < action.length; j++) {
      const bend = action[j] - 2 * this.#last[j] + this.#beforeLast[j]
      chatter += (bend * bend) / action.length
      this.#beforeLast[j] = this.#last[j]
      this.#last[j] = action[j]
    }
    this.#slip += slip
    this.#chatter += chatter
    this.#airborne += touches ? 0 : 1
    this.#steps += 1
    return { slip, chatter }
  }

  get measures(): GaitMeasures {
    const steps = Math.max(1, this.#steps)
    return { slip: this.#slip / steps, airborne: this.#airborne / steps, chatter: this.#chatter / steps }
  }

  #contact(): { slip: number; touches: boolean } {
    const { env } = this
    env.pose(this.#poses)
    env.motion(this.#motions)
    let slip = 0
    let touches = false
    env.body.links.forEach((link, index) => {
      const [x, z, angle] = this.#poses.subarray(3 * index, 3 * index + 3)
      const [vx, , rate] = this.#motions.subarray(3 * index, 3 * index + 3)
      const c = cosine(angle)
      const s = sine(angle)
      let worst = -1
      for (const capsule of link.capsules) {
        const axis = angle + capsule.angle
        for (const end of [-capsule.halfLength, capsule.halfLength]) {
          const dx = capsule.x * c + capsule.z * s + end * sine(axis)
          const dz = capsule.z * c - capsule.x * s + end * cosine(axis) - capsule.radius
          if (z + dz - env.terrain.heightAt(x + dx) < TOUCH) worst = Math.max(worst, Math.abs(vx + rate * dz))
        }
      }
      if (worst >= 0) {
        touches = true
        slip += worst
      }
    })
    return { slip, touches }
  }
}
