import { Box, createGenerator, type Env, type Generator, randomSeed } from '../gym/index.js'
import { InputError } from '../platform/index.js'
import { asBatch, PerturbedPolicy, type Policy, Rollout } from '../policies/index.js'
import type { Episode } from './episode.js'
import { Recorder } from './recorder.js'

export interface RecordOptions {
  /** Seeds environment, policy and noise; drawn where it is not given. */
  seed?: number
  episodeId?: number
  /** Name of the level that `make` got. */
  level?: string
  /** Stored instead of the policy's name. */
  controller?: string
  /**
   * Standard deviation of Gaussian noise on the applied action, which stays within the action space. The action to
   * be learned stays what the policy meant: the recovery from the disturbance is what a model should learn.
   */
  noise?: number
  /** Changes the action before it is applied, as noise does; after it where both are given. */
  perturb?: (action: Float32Array, step: number, random: Generator) => Float32Array
  /** Ends the episode as truncated after so many steps, where the environment has not before. */
  maxSteps?: number
  /** Stops between steps; the episode is dropped and the signal's reason thrown. */
  signal?: AbortSignal
  onStep?: (step: { step: number; reward: number; return: number }) => void
}

/** Lets a policy act in an environment for one episode and returns what happened. */
export async function recordEpisode(env: Env, policy: Policy, options: RecordOptions = {}): Promise<Episode> {
  const { seed = randomSeed(), noise = 0, perturb, maxSteps, signal, onStep } = options
  if (!(noise >= 0)) throw new InputError(`noise must be 0 or more, got ${noise}`)
  // A fork: the environment and the policy draw from this seed too, and noise must not follow their draws.
  const random = createGenerator(seed).fork()
  const perturbed = new PerturbedPolicy(asBatch(policy), (intended) => {
    const step = recorder.steps
    checkAction(policy.name, intended, step)
    const action = noise > 0 ? withNoise(intended, noise, env, random) : intended
    return perturb ? perturb(action, step, random) : action
  })
  const recorder = new Recorder(env, {
    controller: options.controller ?? policy.name,
    level: options.level,
    firstEpisodeId: options.episodeId,
    intended: () => perturbed.intended[0],
  })
  let total = 0
  const rollout = new Rollout({
    envs: [recorder],
    policy: perturbed,
    maxSteps,
    onStep({ step, reward }) {
      total += reward
      onStep?.({ step, reward, return: total })
    },
  })
  rollout.reset([{ seed }])
  await rollout.run({ signal })
  const [episode] = recorder.endEpisode()
  return episode
}

function checkAction(policy: string, action: Float32Array, step: number): void {
  const bad = action.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0)
    throw new InputError(`policy ${policy} answered ${action[bad]} in action[${bad}] at step ${step}`)
}

function withNoise(action: Float32Array, deviation: number, env: Env, random: Generator): Float32Array {
  const space = env.actionSpace
  return action.map((value, i) => {
    const noisy = value + deviation * random.normal()
    return space instanceof Box ? Math.min(space.high[i], Math.max(space.low[i], noisy)) : noisy
  })
}
