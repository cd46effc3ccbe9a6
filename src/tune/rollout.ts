import { createGenerator } from '../gym/seeding.js'
import { bodyOf, type Judgement, LocomotionEnv } from '../sim/index.js'
import { GaitController } from '../policies/gaitController.js'
import type { GaitWeights } from '../policies/gait.js'
import { GaitWatch } from './gaitMeasures.js'

/** Time over which speed is smoothed before it is compared with what was asked for, s. */
export const SPEED_MEMORY = 0.4

export interface RolloutTask {
  gait: GaitWeights
  command: number
  seed: number
  horizon: number
  /** Standard deviation of noise on the applied actions, so that a gait is found that forgives. */
  actionNoise: number
}

/** Sums of what was observed, for the normalisation of a gait's inputs. */
export interface Moments {
  count: number
  sum: Float64Array
  squares: Float64Array
}

export interface RolloutResult {
  /** Mean over the horizon, about 1 at best. */
  score: number
  steps: number
}

const environments = new Map<string, LocomotionEnv>()

/** One environment of each kind a thread; it does not end at a fall, the judgement says what one is. */
export function environmentOf(envId: string): LocomotionEnv {
  const known = environments.get(envId)
  if (known) return known
  const env = new LocomotionEnv(bodyOf(envId))
  environments.set(envId, env)
  return env
}

/** Lets a gait run at one command and judges it; adds what it saw to `moments`. */
export function rollout(
  { gait, command, seed, horizon, actionNoise }: RolloutTask,
  judgement: Judgement,
  moments?: Moments,
): RolloutResult {
  const env = environmentOf(gait.envId)
  const controller = new GaitController(gait)
  const noise = createGenerator(seed + 1)
  const watch = new GaitWatch(env)
  controller.command = command
  const { speeds, tolerance } = judgement
  const memory = env.dt / SPEED_MEMORY
  let speed = (speeds[0] + (speeds[1] - speeds[0]) * controller.reached) / 2
  let score = 0
  let [observation] = env.reset({ seed })
  const action = new Float32Array(controller.actionSize)
  let steps = 0
  while (steps < horizon) {
    if (moments) addTo(moments, observation)
    controller.act(observation, action)
    if (actionNoise > 0)
      for (let j = 0; j < action.length; j++)
        action[j] = Math.min(1, Math.max(-1, action[j] + actionNoise * noise.normal()))
    const [next, , terminated, , info] = env.step(action)
    observation = next
    steps += 1
    if (terminated || Math.abs(env.pitch) > judgement.tipped) break
    const { slip, chatter } = watch.observe(action)
    const asked = speeds[0] + (speeds[1] - speeds[0]) * controller.reached
    const scale = Math.max(tolerance[0], tolerance[1] * asked)
    speed += memory * ((info.x_velocity as number) - speed)
    let effort = 0
    for (const torque of action) effort += (torque * torque) / action.length
    score +=
      1 -
      Math.abs(speed - asked) / scale -
      judgement.effort * effort -
      judgement.slip * slip -
      judgement.chatter * chatter
  }
  return { score: (score + (horizon - steps) * judgement.fallen) / horizon, steps }
}

function addTo(moments: Moments, observation: Float32Array): void {
  moments.count += 1
  for (let i = 0; i < observation.length; i++) {
    moments.sum[i] += observation[i]
    moments.squares[i] += observation[i] * observation[i]
  }
}

export function noMoments(size: number): Moments {
  return { count: 0, sum: new Float64Array(size), squares: new Float64Array(size) }
}
