import { type Files, InputError, LARGEST_FILE, parseJson } from '../platform/index.js'
import { cores, NodeTaskPool, workerScript } from '../platform/node.js'
import { gaitNamed, type LinearGait } from '../policies/index.js'
import { checkGait, spreadSkill, type EpisodeResult, type EpisodeTask, type SkillRow } from './check.js'
import { recipeOf, type TuneRecipe } from './recipes.js'
import { crewOf, runTask, type Crew, type TuneResult, type TuneTask } from './tasks.js'
import { tune, type TuneProgress, type TuneState } from './tune.js'

export interface SessionOptions {
  body: string
  seed: number
  /** Folder for the gait, `<body>.json`, and for the state of a search that is not done, `<body>.search.json`. */
  out: string
  files: Files
  /** Pauses after so long; the next call goes on. */
  minutes?: number
  /** Worker threads; default: all cores. 0: this thread. */
  threads?: number
  onProgress?(progress: TuneProgress): void
  /** Stops at once; the search goes on from its last saved state. */
  signal?: AbortSignal
}

export interface Session {
  /** Present when the search is done, and was written. */
  gait?: LinearGait
  rows?: SkillRow[]
  /** Where the state of an unfinished search is. */
  statePath: string
}

/** Saves the state at most this often, ms. */
const SAVE_EVERY = 10_000

/**
 * Searches for a body's gait, or goes on with a search that was interrupted; when it is done spreads its skill evenly
 * over returns, judges it and writes it. Throws `InputError` where another search's state is in the way.
 */
export async function tuneGait(options: SessionOptions): Promise<Session> {
  const { body, seed, out, files, minutes = Infinity, threads, onProgress, signal } = options
  const recipe = recipeOf(body)
  const statePath = `${out}/${body}.search.json`
  const state = await savedState(files, statePath, body, seed)
  const pause = new AbortController()
  const ends = performance.now() + minutes * 60_000
  const stop = signal ? AbortSignal.any([signal, pause.signal]) : pause.signal
  const { crew, close } = openCrew(threads)
  await files.makeFolder(out)
  let last: TuneState | undefined
  let savedAt = performance.now()
  const save = async () => {
    if (last) await files.writeAtomic(statePath, new TextEncoder().encode(JSON.stringify(last)))
    savedAt = performance.now()
  }
  try {
    const found = await tune({
      body,
      recipe,
      seed,
      state,
      crew,
      onProgress,
      signal: stop,
      onState: async (now) => {
        last = now
        if (performance.now() > ends) pause.abort()
        if (performance.now() > savedAt + SAVE_EVERY) await save()
      },
    })
    last = found
    await save()
    const { gait, rows } = await finished(
      found,
      crew.episode,
      recipe,
      `npx gaitway tune ${body} --seed ${seed}`,
    )
    await files.writeAtomic(`${out}/${body}.json`, new TextEncoder().encode(`${JSON.stringify(gait)}\n`))
    await files.remove(statePath)
    return { gait, rows, statePath }
  } catch (error) {
    await save()
    if (pause.signal.aborted && !signal?.aborted) return { statePath }
    throw error
  } finally {
    await close()
  }
}

/** Judges a shipped gait: a row for each of 11 skills, over 20 seeds. */
export async function checkShippedGait(
  body: string,
  options: { settings?: number; seeds?: number; threads?: number } = {},
): Promise<SkillRow[]> {
  const gait = gaitNamed(body)
  if (!gait) throw new InputError(`tune --check: there is no gait ${body}; search for it first`)
  const { crew, close } = openCrew(options.threads)
  try {
    return await checkGait(gait, crew.episode, options)
  } finally {
    await close()
  }
}

/** Seven digits are enough for a weight, and keep the file readable. */
const rounded = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(7)))

async function finished(
  { gait, seed }: TuneState,
  run: (task: EpisodeTask) => Promise<EpisodeResult>,
  { best }: TuneRecipe,
  command: string,
): Promise<{ gait: LinearGait; rows: SkillRow[] }> {
  const plain: LinearGait = {
    kind: 'linear',
    ...gait,
    mean: rounded(gait.mean),
    deviation: rounded(gait.deviation),
    knots: gait.knots.map(rounded),
    ...(gait.correction && {
      correction: { ...gait.correction, parameters: rounded(gait.correction.parameters) },
    }),
    commandOfSkill: [0, 1],
    origin: { command, seed },
  }
  plain.commandOfSkill = await spreadSkill(plain, run, { best })
  const rows = await checkGait(plain, run)
  plain.origin.returns = rows.map(({ mean }) => Math.round(mean))
  return { gait: plain, rows }
}

async function savedState(
  files: Files,
  path: string,
  body: string,
  seed: number,
): Promise<TuneState | undefined> {
  if (!(await files.stat(path))) return undefined
  const state = parseJson(await files.read(path), path, { most: LARGEST_FILE, values: 1 << 24 }) as TuneState
  if (state.body !== body || state.seed !== seed)
    throw new InputError(
      `${path} belongs to a search with seed ${state.seed}; go on with that seed or remove the file`,
    )
  return state
}

/** Threads for rollouts where the package is built, this thread alone where it is not. */
function openCrew(threads = cores()): { crew: Crew; close(): Promise<void> } {
  const script = threads > 0 ? workerScript('rollout') : undefined
  const pool =
    script === undefined
      ? undefined
      : new NodeTaskPool<undefined, TuneTask, TuneResult, never>(script, threads, undefined)
  return {
    crew: crewOf(async (task) => (pool ? pool.run(task) : runTask(task))),
    close: async () => pool?.close(),
  }
}
