import { type Env, make, requireCapability } from '../../gym/index.js'
import { InputError } from '../../platform/index.js'
import { asBatch, ReplayPolicy, Rollout } from '../../policies/index.js'
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
  try {
    const { actionSize, observationSize, actions, observations } = plan
    const steps = actions.length / actionSize
    // What cannot be shown is not simulated first.
    requireCapability(env, 'pose', 'to be drawn')
    const dt = requireCapability(env, 'dt', 'to be shown')
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
      envs: [env],
      policy: asBatch(new ReplayPolicy({ actions, actionSize, length: steps })),
      maxSteps: steps,
      onStep({ step, observation }) {
        done = step + 1
        tape.end(done * dt)
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
    const tape = new PoseTape([env])
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
      controlStep: dt,
      agreeingSteps,
      largestDifference,
      stored: parted ? storedPoses(env, plan, steps) : undefined,
    }
  } finally {
    env.close()
  }
}

/** Poses of the stored observations: x, which they leave out, is the sum of the stored velocities. */
function storedPoses(env: Env, { observations, observationSize }: ReplayPlan, steps: number) {
  const recall = requireCapability(env, 'recall', 'to show what was recorded')
  const pose = requireCapability(env, 'pose', 'to be drawn')
  const dt = requireCapability(env, 'dt', 'to be shown')
  const size = pose().length
  const times = new Float64Array(steps)
  const poses = new Float32Array(steps * size)
  let x = 0
  for (let t = 0; t < steps; t++) {
    x = recall(observations.subarray(t * observationSize, (t + 1) * observationSize), x)
    pose(poses.subarray(t * size, (t + 1) * size))
    times[t] = t * dt
  }
  return { times, poses }
}
