import { commandOf, GaitController, type LinearGait, Rollout } from '../policies/index.js'
import { GaitWatch, type GaitMeasures } from './gaitMeasures.js'
import { acting, environmentOf, type RolloutTask } from './rollout.js'

/** Steps of a judged episode, as the environment's own limit. */
const STEPS = 1000
/** Pitch beyond which a body that cannot fall counts as flipped, rad. */
const FLIPPED = 1.6

/** One whole episode at one command. */
export interface EpisodeTask {
  gait: RolloutTask['gait']
  command: number
  seed: number
}

export interface EpisodeResult extends GaitMeasures {
  return: number
  steps: number
  /** Mean speed, m/s. */
  speed: number
  /** It fell, or was on its back at any moment. */
  fell: boolean
}

export function runEpisode({ gait, command, seed }: EpisodeTask): EpisodeResult {
  const env = environmentOf(gait.envId)
  const controller = new GaitController(gait)
  controller.command = command
  const watch = new GaitWatch(env)
  const seen = { return: 0, steps: 0, fell: false }
  const rollout = new Rollout({
    envs: [env],
    policy: acting((observation) => controller.act(observation)),
    maxSteps: STEPS,
    onStep({ action, reward, terminated }) {
      watch.observe(action)
      seen.return += reward
      seen.steps += 1
      if (terminated || Math.abs(env.pitch) > FLIPPED) seen.fell = true
    },
  })
  const place = () => rollout.infos[0].x_position as number
  rollout.reset([{ seed }])
  const start = place()
  rollout.runSync()
  return { ...seen, speed: (place() - start) / (seen.steps * env.dt), ...watch.measures }
}

/** What a gait is worth at one skill. */
export interface SkillRow extends GaitMeasures {
  skill: number
  command: number
  mean: number
  deviation: number
  lowest: number
  speed: number
  /** Episodes with a fall or a flip. */
  falls: number
  episodes: number
}

type RunEpisode = (task: EpisodeTask) => Promise<EpisodeResult>

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function rowOf(skill: number, command: number, results: readonly EpisodeResult[]): SkillRow {
  const returns = results.map((result) => result.return)
  const mean = average(returns)
  return {
    skill,
    command,
    mean,
    deviation: Math.sqrt(average(returns.map((value) => (value - mean) ** 2))),
    lowest: Math.min(...returns),
    speed: average(results.map(({ speed }) => speed)),
    falls: results.filter(({ fell }) => fell).length,
    episodes: results.length,
    slip: average(results.map(({ slip }) => slip)),
    airborne: average(results.map(({ airborne }) => airborne)),
    chatter: average(results.map(({ chatter }) => chatter)),
  }
}

/** Judges a gait at evenly spaced skills, over the same seeds at each. */
export async function checkGait(
  gait: LinearGait,
  run: RunEpisode,
  {
    settings = 11,
    seeds = 20,
    firstSeed = 900_000,
  }: { settings?: number; seeds?: number; firstSeed?: number } = {},
): Promise<SkillRow[]> {
  const skills = Array.from({ length: settings }, (_, i) => (100 * i) / (settings - 1))
  return Promise.all(
    skills.map(async (skill) => {
      const command = commandOf(gait, skill)
      const tasks = Array.from({ length: seeds }, (_, i) => run({ gait, command, seed: firstSeed + i }))
      return rowOf(skill, command, await Promise.all(tasks))
    }),
  )
}

/**
 * The table that spreads skill evenly over returns up to the command `best`: for skills 0, 2, … 100 the command whose mean return is that
 * share of the way from the lowest to the best. Where returns jump between two commands it looks in between, since
 * the slow end of a gait is steep. Falls count as they come.
 */
export async function spreadSkill(
  gait: RolloutTask['gait'],
  run: RunEpisode,
  { best = 1, coarse = 21, fine = 61, seeds = 6, firstSeed = 800_000 } = {},
): Promise<number[]> {
  const returnAt = async (command: number) => {
    const tasks = Array.from({ length: seeds }, (_, i) => run({ gait, command, seed: firstSeed + i }))
    return { command, value: average((await Promise.all(tasks)).map((result) => result.return)) }
  }
  const points = await Promise.all(
    Array.from({ length: coarse }, (_, i) => returnAt((best * i) / (coarse - 1))),
  )
  while (points.length < fine) {
    // A few at a time, so that all threads have something to do.
    const widest = points
      .slice(1)
      .map((point, i) => ({ left: points[i], right: point, gap: Math.abs(point.value - points[i].value) }))
      .filter(({ left, right }) => right.command - left.command > 1e-3)
      .sort((a, b) => b.gap - a.gap)
      .slice(0, Math.min(4, fine - points.length))
    if (widest.length === 0) break
    points.push(
      ...(await Promise.all(widest.map(({ left, right }) => returnAt((left.command + right.command) / 2)))),
    )
    points.sort((a, b) => a.command - b.command)
  }
  return invert(
    points.map(({ command }) => command),
    points.map(({ value }) => value),
    51,
  )
}

/** Commands at which a return that should grow with them reaches evenly spaced values. */
export function invert(commands: readonly number[], returns: readonly number[], size: number): number[] {
  const best = returns.indexOf(Math.max(...returns))
  // Past the best there is nothing to ask for; before it, what is lower than something slower is skipped.
  const rising: { command: number; value: number }[] = []
  for (let i = 0; i <= best; i++)
    if (rising.length === 0 || returns[i] > rising[rising.length - 1].value)
      rising.push({ command: commands[i], value: returns[i] })
  const low = rising[0].value
  const high = rising[rising.length - 1].value
  return Array.from({ length: size }, (_, i) => {
    const wanted = low + ((high - low) * i) / (size - 1)
    const after = Math.max(
      1,
      rising.findIndex(({ value }) => value >= wanted - 1e-9),
    )
    const a = rising[after - 1]
    const b = rising[Math.min(after, rising.length - 1)]
    const share = b.value > a.value ? (wanted - a.value) / (b.value - a.value) : 0
    return Math.round((a.command + (b.command - a.command) * share) * 1e6) / 1e6
  })
}
