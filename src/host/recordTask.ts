import { type Episode, Journal, readJournal, recordEpisode, writeDataset } from '../data/index.js'
import { type Env, make } from '../gym/index.js'
import '../sim/register.js'
import { NodeFiles, readFolder } from '../platform/node.js'
import type { TaskOptions } from '../platform/index.js'
import { makePolicy, type Policy } from '../policies/index.js'
import type { Input } from './contract.js'
import { describeEnvironment, engineVersions } from './environments.js'

/** A batch of scripted episodes, as it was asked for, with what `make` gets for its level. */
export type RecordRequest = Omit<Input<'record.start'>, 'dataset'> & { envOptions: Record<string, unknown> }

/** What the recording's worker does: one episode of the batch, or the dataset from all that are there. */
export type RecordTask =
  | { do: 'episode'; request: RecordRequest; index: number; folder: string }
  | { do: 'dataset'; request: RecordRequest; version: string; folder: string; parent: string; name: string }

const suffix = '.journal'
/** A batch has 10,000 episodes at most. */
const mostEpisodes = 20_000

export async function runRecordTask(task: RecordTask, options: TaskOptions<number>): Promise<void> {
  if (task.do === 'episode') await recordOne(task, options)
  else await writeAll(task, options)
}

/** Bad input is told at once, not by the first episode. */
export function checkRecordRequest(request: RecordRequest): void {
  const env = make(request.envId, request.envOptions)
  policyOf(request, env, request.skill[0])
  env.close()
}

/** Indices of the episodes of a batch that are already recorded whole. */
export async function recordedEpisodes(folder: string): Promise<Set<number>> {
  const files = new NodeFiles(folder)
  const whole = new Set<number>()
  const { entries } = await readFolder(folder, mostEpisodes).catch(() => ({ entries: [] }))
  for (const { name } of entries) {
    if (!name.endsWith(suffix)) continue
    const journal = await readJournal(name, files).catch(() => undefined)
    // A damaged one is recorded again, to the same bits.
    if (journal?.ended && journal.gaps.length === 0) whole.add(Number(name.slice(0, -suffix.length)))
  }
  return whole
}

/**
 * Episode `index` depends on the request and the index alone: a batch that was interrupted, or runs on more cores,
 * has the same episodes.
 */
async function recordOne(
  { request, index, folder }: Extract<RecordTask, { do: 'episode' }>,
  { signal }: TaskOptions<number>,
): Promise<void> {
  const { envId, skill, noise, seed, level } = request
  const [low, high] = skill
  const env = make(envId, request.envOptions)
  try {
    const actor = policyOf(request, env, low + (high - low) * shareOf(index))
    const episode = await recordEpisode(env, actor, {
      seed: seed + index,
      noise,
      level,
      signal,
      episodeId: index,
    })
    await keep(episode, folder, index)
  } finally {
    env.close()
  }
}

/**
 * 0–1, evenly spread however many follow (the fractional parts of the golden ratio's multiples): a batch that is
 * finished early covers the whole range of skills too.
 */
function shareOf(index: number): number {
  return (0.5 + index * 0.6180339887498949) % 1
}

/** The journal is the episode's file until the dataset is written: what it holds a crash cannot take back. */
async function keep(episode: Episode, folder: string, index: number): Promise<void> {
  const files = new NodeFiles(folder)
  const name = `${String(index).padStart(6, '0')}${suffix}`
  await files.remove(name)
  const journal = await Journal.create(name, files, episode)
  const { actors, controllers } = episode
  const names = actors && controllers && Array.from(actors, (actor) => controllers[actor])
  await journal.append({ ...episode, firstStep: 0, actors: names })
  await journal.end(episode)
}

async function writeAll(
  { request, version, folder, parent, name }: Extract<RecordTask, { do: 'dataset' }>,
  { signal, onProgress }: TaskOptions<number>,
): Promise<void> {
  const { description: env } = describeEnvironment(request.envId, request.envOptions)
  const files = new NodeFiles(folder)
  const indices = [...(await recordedEpisodes(folder))].sort((a, b) => a - b)
  async function* episodes(): AsyncGenerator<Episode> {
    for (const index of indices) {
      const journal = await readJournal(`${String(index).padStart(6, '0')}${suffix}`, files)
      for (const episode of journal.episodes()) yield { ...episode, episodeId: index }
    }
  }
  await writeDataset(name, episodes(), new NodeFiles(parent), {
    env,
    description: describe(request),
    engine: engineVersions(version),
    signal,
    onProgress,
  })
}

/** The sentence on the card. */
function describe({ envId, policy, skill, noise, seed, level }: RecordRequest): string {
  const skills = policy === 'random' ? '' : `, skills ${skill[0]} to ${skill[1]}`
  const noises = noise > 0 ? `, noise of deviation ${noise} on the applied actions` : ''
  const ground = level === '' ? '' : ` in the level \`${level}\``
  return `Episodes of \`${envId}\`${ground} by the policy \`${policy}\`${skills}${noises}, seeds from ${seed}. A row is one episode.`
}

function policyOf({ policy, envId }: RecordRequest, { actionSpace }: Env, skill: number): Policy {
  return makePolicy(policy, { envId, skill, actionSpace })
}
