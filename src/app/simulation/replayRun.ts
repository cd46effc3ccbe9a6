import { make } from '../../gym/index.js'
import { InputError } from '../../platform/errors.js'
import { asBatch } from '../../policies/asBatch.js'
import { ReplayPolicy } from '../../policies/replayPolicy.js'
import { Rollout } from '../../policies/rollout.js'
import type { LocomotionEnv } from '../../sim/index.js'
import { PoseTape } from './poseTape.js'
import type { ReplayedMessage, ReplayPlan } from './protocol.js'

/**
 * Simulates a recorded episode again from its seed and its applied actions, as fast as it goes, and compares every
 * observation with the stored one. Where they part (the episode was cut from a longer one, or comes from another
 * simulator), the stored observations are turned into poses too, so that one can see what was recorded.
 *
 * Throws `InputError` for an environment that is not ours or matrices that do not fit it. Undefined when `stopped`.
 */
export async function replay(
  plan: ReplayPlan,
  { progress, stopped }: { progress: (part: number) => void; stopped: () => boolean },
): Promise<ReplayedMessage | undefined> {
  if (plan.envId === '')
    throw new InputError('The data set does not say which environment its episodes are from.')
  const env = make(plan.envId, { ...plan.envOptions, maxEpisodeSteps: -1, disableEnvChecker: true })
  const sim = env.unwrapped as unknown as LocomotionEnv
  try {
    const { actionSize, observationSize, actions, observations } = plan
    const steps = actions.length / actionSize
    const tape = new PoseTape([sim])
    let agreeingSteps = 0
    let largestDifference = 0
    let parted = false
    const compare = (observation: Float32Array, t: number) => {
      for (let i = 0; i < observationSize; i++) {
        const difference = Math.abs(observations[t * observationSize + i] - observation[i])
        if (!(difference === 0)) parted = true
        largestDifference = Math.max(largestDifference, Number.isNaN(difference) ? Infinity : difference)
      }
      if (!parted) agreeingSteps = t + 1
    }
    let done = 0
    const rollout = new Rollout({
      envs: [sim],
      policy: asBatch(new ReplayPolicy({ actions, actionSize, length: steps })),
      maxSteps: steps,
      onStep({ step, observation }) {
        done = step + 1
        tape.end(done * sim.dt)
        tape.begin()
        if (done < steps) compare(observation, done)
        if (stopped()) rollout.stop()
      },
    })
    rollout.reset([{ seed: plan.seed, options: plan.resetOptions }])
    const [first] = rollout.observations
    if (first.length !== observationSize)
      throw new InputError(
        `The stored observations have ${observationSize} numbers, those of ${plan.envId} have ${first.length}.`,
      )
    tape.snapshot(0)
    tape.begin()
    if (steps > 0) {
      compare(first, 0)
      await rollout.run({ onPause: () => progress(done / steps) })
    }
    if (stopped()) return undefined
    const { times, poses } = tape.take()
    return {
      type: 'replayed',
      times: Float64Array.from(times),
      poses,
      controlStep: sim.dt,
      agreeingSteps,
      largestDifference,
      stored: parted ? storedPoses(sim, plan, steps) : undefined,
    }
  } finally {
    env.close()
  }
}

/** Poses of the stored observations: x, which they leave out, is the sum of the stored velocities. */
function storedPoses(sim: LocomotionEnv, { observations, observationSize }: ReplayPlan, steps: number) {
  const positions = observationSize - sim.actionSpace.size - 3
  const size = 3 * sim.body.links.length
  const times = new Float64Array(steps)
  const poses = new Float32Array(steps * size)
  let x = 0
  for (let t = 0; t < steps; t++) {
    const row = observations.subarray(t * observationSize, (t + 1) * observationSize)
    const height = row[0] + sim.terrain.surfaceAt(x)
    sim.setState([x, height, ...row.subarray(1, positions)], row.subarray(positions))
    sim.pose(poses.subarray(t * size, (t + 1) * size))
    times[t] = t * sim.dt
    x += row[positions] * sim.dt
  }
  return { times, poses }
}
