import {
  checkLicense,
  Dataset,
  describeEnv,
  type Episode,
  formatHistogram,
  writeDataset,
} from '../../data/index.js'
import { counted, type Files, InputError } from '../../platform/index.js'
import { NodeFiles } from '../../platform/node.js'
import { DEMONSTRATION_SEEDS, type DemonstrationPlan, demonstrations } from '../../skill/index.js'
import { makeEnv, readGround } from '../environments.js'
import { ExitError } from '../io.js'
import { claimFolder, requireReplaceableFolder } from '../outputFolder.js'
import { packageVersion } from '../packageRoot.js'
import { ProgressLine, timeLeft } from '../progress.js'
import { recordingPolicy } from '../recordingPolicy.js'
import { defineVerb } from '../verb.js'

export const record = defineVerb({
  name: 'record',
  summary: 'Record episodes of a policy into a dataset.',
  options: {
    env: { kind: 'text', value: 'ID', required: true, help: 'environment, as gaitway envs lists them' },
    policy: {
      kind: 'text',
      value: 'NAME',
      required: true,
      help: 'scripted, random (gaitway policies lists them), or model:DIR for a trained agent',
    },
    episodes: { kind: 'integer', min: 1, max: 100_000, required: true, help: 'episodes to keep' },
    out: { kind: 'text', value: 'DIR', required: true, help: 'dataset folder to make' },
    seed: {
      kind: 'integer',
      min: 0,
      max: DEMONSTRATION_SEEDS.last,
      default: 0,
      help: 'the same seed records the same',
    },
    skill: { kind: 'number', min: 0, max: 100, help: 'one skill for all episodes' },
    'skill-range': {
      kind: 'numbers',
      count: 2,
      min: 0,
      max: 100,
      help: 'skills to spread over evenly [0,100]',
    },
    stratify: { kind: 'choice', choices: ['return'], help: 'spread evenly over returns instead of skills' },
    ends: {
      kind: 'number',
      value: 'SHARE',
      min: 0,
      max: 1,
      help: 'with --stratify: share of further episodes at the lowest return, and as many at the highest: a model learns the border of its data worst [0.04]',
    },
    noise: {
      kind: 'numbers',
      value: 'S|LOW,HIGH',
      min: 0,
      max: 1,
      help: 'deviation of noise on the applied action; from a range each episode draws its own. The action to learn stays the one that was meant',
    },
    pushes: {
      kind: 'numbers',
      value: 'N,STRENGTH',
      count: 2,
      min: 0,
      help: 'pushes an episode, at random times: a torque of STRENGTH (up to 2) on every hinge for 0.2 s. The action to learn stays the one that was meant, so it shows the recovery',
    },
    'run-ups': {
      kind: 'numbers',
      value: 'SHARE,STEPS',
      count: 2,
      min: 0,
      help: 'so many of the episodes (a share from 0 to 1) come from another skill, played for up to STEPS and cut away: they show how to speed up and to brake',
    },
    'run-up-kept': {
      kind: 'integer',
      min: 0,
      max: 100_000,
      help: 'so many of a run-up’s last steps stay, at most a quarter of STEPS; what is learned from them is what the demonstrated skill would do instead [0]',
    },
    'run-up-ends': {
      kind: 'number',
      value: 'SHARE',
      min: 0,
      max: 0.99,
      help: 'so many of the run-ups are at the lowest skill or the highest [0]',
    },
    'reject-falls': {
      kind: 'flag',
      help: 'record again, with another seed, what ends in a fall or on the back',
    },
    steps: { kind: 'integer', min: 1, max: 1_000_000, help: 'cut episodes after so many steps' },
    level: { kind: 'text', value: 'FILE', help: 'level (JSON) instead of flat ground' },
    title: { kind: 'text', help: 'title on the card' },
    license: {
      kind: 'text',
      value: 'NAME',
      help: 'licence on the card, as the Hub spells it: mit, cc-by-4.0, …',
    },
    force: { kind: 'flag', help: 'replace --out when the new dataset is complete' },
  },
  examples: [
    'gaitway record --env Gaitway/HalfCheetah-v0 --policy scripted --episodes 20 --out datasets/runs',
    'gaitway record --env Gaitway/HalfCheetah-v0 --policy scripted --skill-range 0,100 --stratify return --noise 0,0.1 --reject-falls --episodes 240 --out datasets/cheetah',
    'gaitway record --env Gaitway/HalfCheetah-v0 --policy scripted --pushes 5,0.6 --reject-falls --episodes 50 --out datasets/pushed',
    'gaitway record --env Gaitway/HalfCheetah-v0 --policy model:assets/models/cheetah --skill 80 --episodes 5 --out datasets/agent',
  ],
  notes: ['Ctrl-C ends the recording and keeps the episodes that are complete.'],
  async run({ options, io, command, atEnd }) {
    const files = new NodeFiles()
    if (options.license !== undefined) checkLicense(options.license)
    await requireFree(options.out, options.force, files)
    const { path, release } = await claimFolder(options.out, 'recording')
    atEnd(release)
    await requireReplaceableFolder(path)
    const ground = await readGround(options.level)
    const env = makeEnv(options.env, ground)
    const line = new ProgressLine(io)
    try {
      const policy = await recordingPolicy(options.policy, env, options.seed)
      const startedAt = Date.now()
      const rejected: Record<string, number> = {}
      const plan: DemonstrationPlan = {
        env,
        policyAt: policy.at,
        episodes: options.episodes,
        skill: skillRange(options, policy.hasSkill),
        stratify: options.stratify === 'return',
        ends: endsOf(options),
        noise: noiseRange(options.noise),
        pushes: pushesOf(options.pushes),
        runUps: runUpsOf(options, policy.hasSkill),
        reject: options['reject-falls'],
        seed: options.seed,
        level: ground.level,
        maxSteps: options.steps,
        signal: io.signal,
        onProgress({ phase, done, total, rejected: soFar }) {
          Object.assign(rejected, soFar)
          const what = phase === 'survey' ? 'surveying skills' : 'episode'
          line.show(`${what} ${done} of ${total}, ${timeLeft(startedAt, done / total)}`)
        },
      }
      const folder = await write(demonstrations(plan), options.out, files, {
        beside: path,
        episodes: options.episodes,
        signal: io.signal,
        env: describeEnv(env),
        title: options.title,
        license: options.license,
        command,
        engine: { gaitway: packageVersion() },
        force: options.force,
      })
      line.end()
      const dataset = await Dataset.open(folder, files)
      const { returns, episodes, steps } = await dataset.statistics()
      const complete = episodes === options.episodes
      if (!complete)
        io.err(`gaitway: stopped: kept ${episodes} of ${counted(options.episodes, 'episode')} in ${folder}\n`)
      const { histogram, ...distribution } = returns
      const rejections = Object.entries(rejected).map(([reason, count]) => `${count} ${reason}`)
      return {
        json: {
          out: folder,
          env: options.env,
          complete,
          episodes,
          steps,
          returns: distribution,
          histogram,
          rejected,
        },
        text: [
          `${folder}: ${counted(episodes, 'episode')}, ${counted(steps, 'step')}, returns ${Math.round(returns.min)} … ${Math.round(returns.max)}` +
            (rejections.length > 0 ? `; recorded again: ${rejections.join(', ')}` : ''),
          '',
          formatHistogram(histogram),
        ].join('\n'),
        exitCode: complete ? 0 : 130,
      }
    } finally {
      line.end()
      env.close()
    }
  },
})

/**
 * Writes what comes and returns where. A stopped recording keeps what is complete, but never replaces a dataset with
 * a part of one: then it is kept beside it.
 */
async function write(
  source: AsyncIterable<Episode>,
  out: string,
  files: Files,
  {
    beside: place,
    episodes,
    signal,
    ...options
  }: Parameters<typeof writeDataset>[3] & {
    beside: string
    episodes: number
    signal: AbortSignal
    force: boolean
  },
): Promise<string> {
  const replaces = options.force && (await files.stat(out)) !== undefined
  const kept: Episode[] = []
  let count = 0
  async function* complete() {
    for await (const episode of source) {
      count++
      if (replaces) kept.push(episode)
      yield episode
    }
    if (count === 0 && signal.aborted)
      throw new ExitError(130, 'stopped before the first episode was complete')
    if (replaces && count < episodes) throw partial
  }
  const partial = new Error('the recording was stopped')
  try {
    await writeDataset(out, complete(), files, options)
    return out
  } catch (error) {
    if (error !== partial) throw error
    const beside = await freeName(`${place}.stopped`, files)
    await writeDataset(beside, kept, files, { ...options, force: false })
    return beside
  }
}

/** `name`, or the first of `name-2`, `name-3` … that nothing has: what an earlier stop kept stays. */
async function freeName(name: string, files: Files): Promise<string> {
  let free = name
  for (let n = 2; (await files.stat(free)) !== undefined; n++) free = `${name}-${n}`
  return free
}

/** Said before an hour of recording, not after. */
async function requireFree(out: string, force: boolean, files: Files): Promise<void> {
  const stat = await files.stat(out)
  if (stat === undefined || force) return
  if (!stat.isFolder) throw new InputError(`--out ${out} is a file: name a folder for the dataset`)
  if ((await files.list(out)).length > 0)
    throw new InputError(`--out ${out} exists already: choose another name, or --force to replace it`)
}

function skillRange(
  { policy, skill, 'skill-range': range }: { policy: string; skill?: number; 'skill-range'?: number[] },
  hasSkill: boolean,
): [number, number] {
  if (skill !== undefined && range) throw new InputError('--skill and --skill-range: give one of them')
  if (!hasSkill && (skill !== undefined || range))
    throw new InputError(`--policy ${policy} has no skill to set: leave --skill and --skill-range out`)
  const [low, high] = range ?? (skill === undefined ? [0, 100] : [skill, skill])
  if (low > high) throw new InputError(`--skill-range ${low},${high}: the low end comes first`)
  return [low, high]
}

function endsOf({ ends, stratify }: { ends?: number; stratify?: 'return' }): number | undefined {
  if (ends !== undefined && stratify === undefined)
    throw new InputError('--ends has a meaning with --stratify return alone: add that, or leave --ends out')
  return ends
}

function noiseRange(noise: readonly number[] | undefined): [number, number] {
  if (noise && (noise.length > 2 || noise[0] > (noise[1] ?? noise[0])))
    throw new InputError(`--noise ${noise.join(',')}: give one deviation, or a low and a high one`)
  return noise ? [noise[0], noise[1] ?? noise[0]] : [0, 0]
}

function pushesOf(pushes: readonly number[] | undefined): DemonstrationPlan['pushes'] {
  if (!pushes) return undefined
  const [count, strength] = pushes
  if (!Number.isInteger(count) || strength > 2)
    throw new InputError(
      `--pushes ${pushes.join(',')}: give a whole number of pushes and a strength from 0 to 2, as in --pushes 5,0.6`,
    )
  return { count, strength }
}

function runUpsOf(
  options: { 'run-ups'?: readonly number[]; 'run-up-kept'?: number; 'run-up-ends'?: number },
  hasSkill: boolean,
): DemonstrationPlan['runUps'] {
  const { 'run-ups': runUps, 'run-up-kept': kept, 'run-up-ends': ends } = options
  if (!runUps) {
    if (kept !== undefined || ends !== undefined)
      throw new InputError(
        '--run-up-kept and --run-up-ends say more of --run-ups: add that, as in --run-ups 0.4,300',
      )
    return undefined
  }
  const [share, steps] = runUps
  if (share > 1 || !Number.isInteger(steps) || steps < 1 || steps > 100_000)
    throw new InputError(
      `--run-ups ${runUps.join(',')}: give a share from 0 to 1 and a whole number of steps, as in --run-ups 0.4,300`,
    )
  if (!hasSkill) throw new InputError('--run-ups: this policy has no skill to change')
  return { share, steps, kept, ends }
}
