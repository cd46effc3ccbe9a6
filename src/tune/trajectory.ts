import { createGenerator, type Generator } from '../gym/index.js'
import {
  GaitController,
  gaitSizes,
  type GaitWeights,
  interpolate,
  Perceptron,
  Rollout,
} from '../policies/index.js'
import type { CommandDraw, CorrectionReward } from '../sim/index.js'
import { GaitWatch } from './gaitMeasures.js'
import { acting, effortOf, environmentOf, SPEED_MEMORY } from './rollout.js'

function drawCommand(random: Generator, draw: CommandDraw): number {
  if (draw === 'slow') return random.uniform() < 0.5 ? random.uniform(0, 0.3) : drawCommand(random, 0.15)
  if (draw === 'fast') return Math.max(random.uniform(), random.uniform())
  return Math.min(1, Math.max(0, random.uniform(-draw, 1 + draw)))
}

/** What is being learned. */
export interface Learner {
  gait: GaitWeights
  /** Hidden layers and parameters of the network that values a state. */
  value: { hidden: readonly number[]; parameters: Float64Array }
  /** Log of the standard deviation of the noise on the torques, one a row. */
  logDeviation: readonly number[]
}

export interface TrajectoryTask extends Learner {
  reward: CorrectionReward
  /** Discount of a step, and the decay of generalised advantage estimation. */
  discount: number
  decay: number
  commands: CommandDraw
  /** Mean time between two changes of the command, steps. */
  commandLasts: number
  seed: number
  steps: number
}

/** Steps to learn from; arrays of a number, or a row, for each. */
export interface Steps {
  /** The correction's inputs, for each leg. */
  inputs: Float64Array
  valueInputs: Float64Array
  /** What was added to each torque: correction and noise. */
  added: Float64Array
  /** Log density of `added`, without the constant. */
  logDensity: Float64Array
  advantages: Float64Array
  returns: Float64Array
}

/** What one lane saw and did. */
export interface Trajectory extends Steps {
  /** Mean reward of a step. */
  score: number
  falls: number
}

/** The network that values a state: it sees what a correction sees, and how far the speed is from the asked one. */
export function valueNetwork(gait: GaitWeights, hidden: readonly number[]): Perceptron {
  return new Perceptron([gaitSizes(gait).inputs + 2, ...hidden, 1])
}

/** What the network's 1 is worth: as much as a reward of 1 for ever, so that its weights stay small. */
export const valueScale = (discount: number) => 1 / (1 - discount)

/**
 * Lets a gait with a correction run for some steps, episode after episode, with noise on its torques and a command that
 * changes now and then.
 */
export function collect(task: TrajectoryTask): Trajectory {
  const { gait, reward, steps, commandLasts, logDeviation } = task
  const env = environmentOf(gait.envId)
  const controller = new GaitController(gait)
  const network = valueNetwork(gait, task.value.hidden)
  const random = createGenerator(task.seed)
  const { actionSize, seen } = controller
  const rows = logDeviation.length
  const deviation = logDeviation.map((log) => Math.exp(log))
  const inputs = new Float64Array(steps * seen.length)
  const valueInputs = new Float64Array(steps * network.inputs)
  const added = new Float64Array(steps * actionSize)
  const logDensity = new Float64Array(steps)
  const rewards = new Float64Array(steps)
  const values = new Float64Array(steps + 1)
  const fell = new Uint8Array(steps)
  const noise = new Float64Array(actionSize)
  const action = new Float32Array(actionSize)
  const state = new Float64Array(network.inputs)
  const memory = env.dt / SPEED_MEMORY
  const asked = () => interpolate(reward.speeds, controller.reached)
  const valueAt = (speed: number): number => {
    state.set(seen.subarray(0, network.inputs - 1))
    state[network.inputs - 1] = speed - asked()
    return network.forward(task.value.parameters, state)[0] * valueScale(task.discount)
  }
  const watch = new GaitWatch(env)
  let speed = 0
  let falls = 0
  let t = 0
  const act = (observation: Float32Array) => {
    if (random.uniform() * commandLasts < 1) controller.command = drawCommand(random, task.commands)
    for (let j = 0; j < actionSize; j++) {
      const z = random.normal()
      noise[j] = deviation[j % rows] * z
      logDensity[t] -= 0.5 * z * z + logDeviation[j % rows]
    }
    controller.act(observation, action, noise)
    values[t] = valueAt(speed)
    inputs.set(seen, t * seen.length)
    valueInputs.set(state, t * state.length)
    for (let j = 0; j < actionSize; j++) added[t * actionSize + j] = controller.corrections[j] + noise[j]
    return action
  }
  const begin = () => {
    watch.reset()
    controller.reset()
    controller.command = drawCommand(random, task.commands)
    speed = 0
  }
  const rollout = new Rollout({
    envs: [env],
    policy: acting(act, begin),
    onStep({ terminated, info }) {
      speed += memory * ((info.x_velocity as number) - speed)
      const off = (speed - asked()) / interpolate(reward.widths, controller.reached)
      rewards[t] = worth(reward, off, action, watch) - (terminated ? reward.fall : 0)
      fell[t] = terminated ? 1 : 0
      falls += fell[t]
      t += 1
      if (t === steps) rollout.stop()
    },
    nextEpisode: () => ({ seed: random.bits() }),
  })
  rollout.reset([{ seed: random.bits() }])
  rollout.runSync()
  if (fell[steps - 1] === 0) {
    controller.act(rollout.observations[0], action)
    values[steps] = valueAt(speed)
  }
  const advantages = estimate(rewards, values, fell, task)
  const returns = advantages.map((advantage, k) => advantage + values[k])
  const score = rewards.reduce((sum, value) => sum + value, 0) / steps
  return { inputs, valueInputs, added, logDensity, advantages, returns, score, falls }
}

/** What a step was worth, but for a fall; `off`: the speed's distance from the asked one, in widths. */
function worth(reward: CorrectionReward, off: number, action: Float32Array, watch: GaitWatch): number {
  const { slip, chatter } = watch.observe(action)
  const { pitch } = watch.env
  return (
    1 / (1 + off * off) -
    reward.effort * effortOf(action) -
    reward.slip * slip -
    reward.chatter * chatter -
    reward.lean * pitch * pitch
  )
}

/**
 * Generalised advantage estimation (Schulman et al., "High-dimensional continuous control using generalized advantage
 * estimation", 2016). `values` has one more: of the state after the last step.
 */
function estimate(
  rewards: Float64Array,
  values: Float64Array,
  fell: Uint8Array,
  { discount, decay }: Pick<TrajectoryTask, 'discount' | 'decay'>,
): Float64Array {
  const advantages = new Float64Array(rewards.length)
  let advantage = 0
  for (let k = rewards.length - 1; k >= 0; k--) {
    const goesOn = fell[k] === 1 ? 0 : discount
    const surprise = rewards[k] + goesOn * values[k + 1] - values[k]
    advantage = surprise + goesOn * decay * advantage
    advantages[k] = advantage
  }
  return advantages
}
