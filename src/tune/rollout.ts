import { createGenerator } from '../gym/index.js'
import { asBatch, type BatchPolicy, GaitController, type GaitWeights, Rollout } from '../policies/index.js'
import { bodyOf, type Judgement, LocomotionEnv } from '../sim/index.js'
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

/** A function as a policy; `reset` where something has to begin anew with every episode. */
export function acting(
  act: (observation: Float32Array) => Float32Array,
  reset: () => void = () => {},
): BatchPolicy {
  return asBatch({ name: 'gait', reset, act, observe() {} })
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
  let steps = 0
  const torques = new Float32Array(controller.actionSize)
  const run = new Rollout({
    envs: [env],
    maxSteps: horizon,
    policy: acting((observation) => {
      if (moments) addTo(moments, observation)
      controller.act(observation, torques)
      if (actionNoise > 0)
        for (let j = 0; j < torques.length; j++)
          torques[j] = Math.min(1, Math.max(-1, torques[j] + actionNoise * noise.normal()))
      return torques
    }),
    onStep({ action, terminated, info }) {
      steps += 1
      if (terminated || Math.abs(env.pitch) > judgement.tipped) return run.stop()
      const { slip, chatter } = watch.observe(action)
      const asked = speeds[0] + (speeds[1] - speeds[0]) * controller.reached
      const scale = Math.max(tolerance[0], tolerance[1] * asked)
      speed += memory * ((info.x_velocity as number) - speed)
      score +=
        1 -
        Math.abs(speed - asked) / scale -
        judgement.effort * effortOf(action) -
        judgement.slip * slip -
        judgement.chatter * chatter
    },
  })
  run.reset([{ seed }])
  run.runSync()
  return { score: (score + (horizon - steps) * judgement.fallen) / horizon, steps }
}

/** Mean square of the torques. */
export function effortOf(torques: Float32Array): number {
  let effort = 0
  for (const torque of torques) effort += (torque * torque) / torques.length
  return effort
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
