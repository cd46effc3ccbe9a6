import * as v from 'valibot'
import { range, weight } from '../optionSchemas.js'
import type { Quantities, Task } from '../task.js'

/** What one step is worth. Weights as in Gymnasium's v5 tasks. */
export interface RunReward {
  /** Per m/s of forward velocity. */
  forwardRewardWeight: number
  /** Per unit of Σ action². */
  ctrlCostWeight: number
  /** For every step in which the body is healthy. */
  healthyReward: number
}

type Range = readonly [low: number, high: number]

/** Where a body counts as healthy, strictly between these. */
export interface HealthyRanges {
  /** Height of the torso as observed, m. */
  z: Range
  /** Pitch of the torso, rad. */
  angle: Range
  /** Every other element of the state: hinge angles, rad, and all velocities. */
  state: Range
}

const weights = { forwardRewardWeight: v.optional(weight), ctrlCostWeight: v.optional(weight) }

const healthOptions = {
  healthyReward: v.optional(weight),
  terminateWhenUnhealthy: v.optional(v.boolean()),
  healthyStateRange: v.optional(range),
  healthyZRange: v.optional(range),
  healthyAngleRange: v.optional(range),
}

const entries = { ...weights, ...healthOptions }
const schema = v.object(entries)

/** Options of `run`, named as in Gymnasium's v5 tasks; the healthy ones exist for bodies that can fall. */
export type RunOptions = v.InferInput<typeof schema>

/**
 * To run forward, as in Gymnasium's v5 tasks Hopper, Walker2d and HalfCheetah. The reward is `reward_forward` +
 * `reward_survive` + `reward_ctrl`, where
 *
 *     reward_forward = forwardRewardWeight · xVelocity
 *     reward_survive = healthyReward while healthy, else 0
 *     reward_ctrl    = −ctrlCostWeight · effort
 *
 * An episode ends when the body is no longer healthy; without `healthy` no state ends it.
 */
export function run(reward: RunReward, healthy?: HealthyRanges): Task<v.InferOutput<typeof schema>> {
  return {
    options: healthy ? entries : weights,
    judge(given) {
      const forwardRewardWeight = given.forwardRewardWeight ?? reward.forwardRewardWeight
      const ctrlCostWeight = given.ctrlCostWeight ?? reward.ctrlCostWeight
      const healthyReward = given.healthyReward ?? reward.healthyReward
      const ranges = healthy && {
        z: given.healthyZRange ?? healthy.z,
        angle: given.healthyAngleRange ?? healthy.angle,
        state: given.healthyStateRange ?? healthy.state,
      }
      const endsUnhealthy = given.terminateWhenUnhealthy ?? true
      return {
        describe(now, info) {
          if (ranges) info.z_distance_from_origin = Math.fround(now.height - now.rest)
        },
        judge(now, info) {
          const isHealthy = !ranges || isWithin(now, ranges)
          const forward = forwardRewardWeight * now.xVelocity
          const survive = isHealthy ? healthyReward : 0
          const ctrl = -ctrlCostWeight * now.effort
          info.reward_forward = forward
          info.reward_ctrl = ctrl
          if (ranges) info.reward_survive = survive
          return { reward: forward + survive + ctrl, isOver: endsUnhealthy && !isHealthy }
        },
      }
    },
  }
}

function isWithin({ height, pitch, positions, velocities }: Quantities, { z, angle, state }: HealthyRanges) {
  if (!inside(height, z) || !inside(pitch, angle)) return false
  for (let j = 2; j < positions.length; j++) if (!inside(positions[j], state)) return false
  for (let j = 0; j < velocities.length; j++) if (!inside(velocities[j], state)) return false
  return true
}

/** Strictly between, as Gymnasium's; false for NaN. */
function inside(value: number, [low, high]: Range): boolean {
  return low < value && value < high
}
