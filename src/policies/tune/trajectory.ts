import { createGenerator } from '../../gym/seeding.js'
import { gaitSizes, type GaitWeights } from '../gait.js'
import { LinearController } from '../linearController.js'
import { Perceptron } from '../perceptron.js'
import { GaitWatch } from './gaitMeasures.js'
import { environmentOf, SPEED_MEMORY } from './rollout.js'

/** What a step of a gait is worth while its correction is learned: 1 at best. */
export interface Reward {
  /** Speeds that commands 0 and 1 ask for, m/s. */
  speeds: readonly [slowest: number, fastest: number]
  /** Deviation of the smoothed speed from the asked one that costs half of the reward, m/s. */
  width: number
  effort: number
  slip: number
  chatter: number
  /** Cost of the torso's pitch, 1/rad². */
  lean: number
  /** Cost of a fall; it must outweigh what is won by asking too much of the body. */
  fall: number
}

export interface TrajectoryTask {
  gait: GaitWeights
  /** Hidden layers and parameters of the network that values a state. */
  value: { hidden: readonly number[]; parameters: Float64Array }
  /** Log of the standard deviation of the noise on the torques, one a row. */
  logDeviation: readonly number[]
  reward: Reward
  /** Discount of a step, and the decay of generalised advantage estimation. */
  discount: number
  decay: number
  /** Mean time between two changes of the command, steps. */
  commandLasts: number
  seed: number
  steps: number
}

/** What one lane saw and did; arrays of a number, or a row, for each step. */
export interface Trajectory {
  /** The correction's inputs, for each leg. */
  inputs: Float64Array
  valueInputs: Float64Array
  /** What was added to each torque: correction and noise. */
  added: Float64Array
  /** Log density of `added`, without the constant. */
  logDensity: Float64Array
  advantages: Float64Array
  returns: Float64Array
  /** Mean reward of a step. */
  score: number
  falls: number
}

/** The network that values a state: it sees what a correction sees, and how far the speed is from the asked one. */
export function valueNetwork(gait: GaitWeights, hidden: readonly number[]): Perceptron {
  return new Perceptron([gaitSizes(gait).inputs + 2, ...hidden, 1])
}

/**
 * Lets a gait with a correction run for some steps, episode after episode, with noise on its torques and a command that
 * changes now and then. Advantages by generalised advantage estimation (Schulman et al., "High-dimensional continuous
 * control using generalized advantage estimation", 2016).
 */
export function collect(task: TrajectoryTask): Trajectory {
  const { gait, reward, steps, commandLasts } = task
  const env = environmentOf(gait.envId)
  const controller = new LinearController(gait)
  const random = createGenerator(task.seed)
  const network = valueNetwork(gait, task.value.hidden)
  const { actionSize } = controller
  const rows = task.logDeviation.length
  const deviation = task.logDeviation.map((value) => Math.exp(value))
  const seenSize = controller.seen.length
  const valueSize = network.inputs
  const trajectory: Trajectory = {
    inputs: new Float64Array(steps * seenSize),
    valueInputs: new Float64Array(steps * valueSize),
    added: new Float64Array(steps * actionSize),
    logDensity: new Float64Array(steps),
    advantages: new Float64Array(steps),
    returns: new Float64Array(steps),
    score: 0,
    falls: 0,
  }
  const rewards = new Float64Array(steps)
  const values = new Float64Array(steps + 1)
  const fell = new Uint8Array(steps)
  const noise = new Float64Array(actionSize)
  const action = new Float32Array(actionSize)
  const state = new Float64Array(valueSize)
  const memory = env.dt / SPEED_MEMORY
  const [slowest, fastest] = reward.speeds
  const valueOf = (offSpeed: number): number => {
    state.set(controller.seen.subarray(0, valueSize - 1))
    state[valueSize - 1] = offSpeed
    return network.forward(task.value.parameters, state)[0]
  }
  let t = 0
  while (t < steps) {
    let [observation] = env.reset({ seed: random.bits() })
    const watch = new GaitWatch(env)
    controller.reset()
    controller.command = random.uniform()
    let speed = 0
    while (t < steps) {
      if (random.uniform() * commandLasts < 1) controller.command = random.uniform()
      let density = 0
      for (let j = 0; j < actionSize; j++) {
        const z = random.normal()
        noise[j] = deviation[j % rows] * z
        density -= 0.5 * z * z + task.logDeviation[j % rows]
      }
      controller.act(observation, action, noise)
      const asked = slowest + (fastest - slowest) * controller.reached
      values[t] = valueOf(speed - asked)
      trajectory.inputs.set(controller.seen, t * seenSize)
      trajectory.valueInputs.set(state, t * valueSize)
      trajectory.logDensity[t] = density
      for (let j = 0; j < actionSize; j++)
        trajectory.added[t * actionSize + j] = controller.corrections[j] + noise[j]
      const [next, , terminated, , info] = env.step(action)
      observation = next
      const { slip, chatter } = watch.observe(action)
      speed += memory * ((info.x_velocity as number) - speed)
      let effort = 0
      for (const torque of action) effort += (torque * torque) / actionSize
      const off = (speed - asked) / reward.width
      rewards[t] =
        1 / (1 + off * off) -
        reward.effort * effort -
        reward.slip * slip -
        reward.chatter * chatter -
        reward.lean * env.pitch * env.pitch -
        (terminated ? reward.fall : 0)
      trajectory.score += rewards[t] / steps
      fell[t] = terminated ? 1 : 0
      t += 1
      if (terminated) {
        trajectory.falls += 1
        break
      }
      if (t === steps) {
        controller.act(observation, action)
        values[steps] = valueOf(speed - asked)
      }
    }
  }
  let advantage = 0
  for (let k = steps - 1; k >= 0; k--) {
    const after = fell[k] === 1 ? 0 : 1
    const surprise = rewards[k] + task.discount * after * values[k + 1] - values[k]
    advantage = surprise + task.discount * task.decay * after * advantage
    trajectory.advantages[k] = advantage
    trajectory.returns[k] = advantage + values[k]
  }
  return trajectory
}
