import { parseJson, shorten } from '../platform/index.js'
import type { Episode, EpisodeSummary } from './episode.js'

/** Where something is wrong, and what. */
export interface Problem {
  file: string
  row?: number
  column?: string
  step?: number
  message: string
}

export function formatProblem({ file, row, column, step, message }: Problem): string {
  const place = [
    file,
    row !== undefined && `row ${row}`,
    column !== undefined && `column ${column}`,
    step !== undefined && `step ${step}`,
  ]
  return `${place.filter(Boolean).join(', ')}: ${message}`
}

/** Called for each problem: throws to stop at the first, or collects them. */
export type Report = (problem: Problem) => void

type Row = Record<string, unknown>

/** The sizes that rows must have; what is not known yet is taken from the row. */
export interface Sizes {
  observationSize?: number
  actionSize?: number
}

/**
 * One row as an episode. Everything that the columns leave open has a default: four columns are enough.
 * Returns undefined where a problem was reported and the row cannot be used.
 */
export function episodeFromRow(
  row: Row,
  index: number,
  at: { file: string; row: number },
  sizes: Sizes,
  report: Report,
): Episode | undefined {
  let usable = true
  const problem = (column: string | undefined, message: string, step?: number) => {
    usable = false
    report({ ...at, ...(column && { column }), ...(step !== undefined && { step }), message })
  }

  const matrix = (column: string, width: number | undefined): Matrix => {
    const result = readMatrix(row[column], width)
    if ('problem' in result) problem(column, result.problem, result.step)
    return 'problem' in result ? { values: new Float32Array(0), width: width ?? 0, length: 0 } : result
  }
  const observations = matrix('observations', sizes.observationSize)
  const actions = matrix('actions', sizes.actionSize)
  const rewards = matrix('rewards', 1)
  const dones = readFlags(row.dones)
  if ('problem' in dones) problem('dones', dones.problem, dones.step)
  const applied = isAbsent(row.applied_actions) ? undefined : matrix('applied_actions', actions.width)
  const final = isAbsent(row.final_observation) ? undefined : matrix('final_observation', 1)
  const actors = isAbsent(row.actors) ? undefined : readNames(row.actors)
  if (actors && 'problem' in actors) problem('actors', actors.problem, actors.step)
  if (!usable) return undefined

  const { length } = observations
  if (length === 0) problem('observations', 'the episode has no steps')
  const lengths: [string, number | undefined][] = [
    ['actions', actions.length],
    ['rewards', rewards.length],
    ['dones', 'flags' in dones ? dones.flags.length : 0],
    ['applied_actions', applied?.length],
    ['actors', actors && 'actors' in actors ? actors.actors.length : undefined],
  ]
  for (const [column, rows] of lengths)
    if (rows !== undefined && rows !== length) problem(column, `${rows} steps, observations has ${length}`)
  if (final && final.length !== observations.width)
    problem('final_observation', `${final.length} numbers, an observation has ${observations.width}`)
  const scalars = readScalars(row, index, length, problem)
  if (!usable) return undefined

  const terminated = scalars.terminated ?? ('flags' in dones && dones.flags[length - 1])
  return {
    ...scalars,
    length,
    observationSize: observations.width,
    actionSize: actions.width,
    observations: observations.values,
    actions: actions.values,
    ...(applied && { appliedActions: applied.values }),
    ...(actors && 'actors' in actors && actors),
    rewards: rewards.values,
    finalObservation: final?.values ?? new Float32Array(0),
    terminated,
    // The row's end is the episode's end, whether or not a flag says so.
    truncated: scalars.truncated ?? !terminated,
  }
}

/** One row's scalars, for lists of episodes. */
export function summaryFromRow(row: Row, index: number): EpisodeSummary {
  const length = Number(row.length ?? 0)
  const scalars = readScalars(row, index, length, () => {})
  return {
    index,
    episodeId: scalars.episodeId,
    controller: scalars.controller,
    level: scalars.level,
    seed: scalars.seed,
    length,
    return: typeof row.return === 'number' ? row.return : 0,
    terminated: scalars.terminated ?? false,
    truncated: scalars.truncated ?? false,
  }
}

function readScalars(
  row: Row,
  index: number,
  length: number,
  problem: (column: string, message: string) => void,
) {
  const integer = (column: string, otherwise: number): number => {
    const value = row[column]
    if (isAbsent(value)) return otherwise
    const number = Number(value)
    if (
      (typeof value === 'bigint' || typeof value === 'number') &&
      Number.isSafeInteger(number) &&
      number >= 0
    )
      return number
    problem(column, `${shorten(String(value))} is not a whole number from 0 to 2^53 − 1`)
    return otherwise
  }
  const text = (column: string, otherwise: string): string => {
    const value = row[column]
    if (isAbsent(value)) return otherwise
    if (typeof value === 'string') return value
    problem(column, 'expected text')
    return otherwise
  }
  const flag = (column: string): boolean | undefined => {
    const value = row[column]
    if (isAbsent(value)) return undefined
    if (typeof value === 'boolean') return value
    problem(column, 'expected true or false')
    return undefined
  }
  const resetOptions = readOptions('reset_options', row, problem)
  const said = integer('length', length)
  if (said !== length) problem('length', `says ${said}, the episode has ${length} steps`)
  return {
    episodeId: integer('episode_id', index),
    envId: text('env_id', ''),
    level: text('level', ''),
    seed: integer('seed', 0),
    envOptions: readOptions('env_options', row, problem) ?? {},
    controller: text('controller', 'unknown'),
    terminated: flag('terminated'),
    truncated: flag('truncated'),
    ...(resetOptions && { resetOptions }),
    ...(isAbsent(row.source) ? undefined : { source: text('source', '') }),
    ...(isAbsent(row.start_step) ? undefined : { startStep: integer('start_step', 0) }),
  }
}

function readOptions(
  column: string,
  row: Row,
  problem: (column: string, message: string) => void,
): Record<string, unknown> | undefined {
  const value = row[column]
  if (isAbsent(value)) return undefined
  try {
    const options = typeof value === 'string' && parseJson(value, column)
    if (typeof options === 'object' && options !== null && !Array.isArray(options))
      return options as Record<string, unknown>
  } catch {
    // The message below says it.
  }
  problem(column, 'expected a JSON object')
  return undefined
}

interface Matrix {
  values: Float32Array
  width: number
  length: number
}
interface Wrong {
  problem: string
  step?: number
}

/** Lists of lists of numbers, flat; where `width` is 1 plain numbers too (`[T]` and `[T, 1]` are the same). */
function readMatrix(value: unknown, expected: number | undefined): Matrix | Wrong {
  if (!isList(value)) return { problem: 'missing, or not a list' }
  const length = value.length
  const first: unknown = value[0]
  const width = expected ?? (isList(first) ? first.length : 1)
  if (length > 0 && width === 0) return { problem: 'its rows are empty', step: 0 }
  const values = new Float32Array(length * width)
  for (let step = 0, next = 0; step < length; step++) {
    const row: unknown = value[step]
    if (!isList(row)) {
      if (width !== 1 || (typeof row !== 'number' && typeof row !== 'bigint'))
        return { problem: `expected ${width} numbers`, step }
      values[next++] = Number(row)
    } else {
      if (row.length !== width) return { problem: `${row.length} numbers, expected ${width}`, step }
      for (let i = 0; i < width; i++) {
        const number: unknown = row[i]
        if (typeof number !== 'number') return { problem: `element ${i} is not a number`, step }
        values[next++] = number
      }
    }
  }
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      return {
        problem: `${values[i]}${width > 1 ? ` in element ${i % width}` : ''} is not a finite number`,
        step: Math.floor(i / width),
      }
  return { values, width, length }
}

function readFlags(value: unknown): { flags: boolean[] } | Wrong {
  if (!isList(value)) return { problem: 'missing, or not a list' }
  const flags: boolean[] = []
  for (let step = 0; step < value.length; step++) {
    const row: unknown = value[step]
    const flag: unknown = isList(row) && row.length === 1 ? row[0] : row
    if (typeof flag !== 'boolean' && flag !== 0 && flag !== 1)
      return { problem: 'expected true or false', step }
    flags.push(Boolean(flag))
  }
  return { flags }
}

function readNames(value: unknown): { actors: Uint8Array; controllers: string[] } | Wrong {
  if (!isList(value)) return { problem: 'not a list' }
  const controllers: string[] = []
  const actors = new Uint8Array(value.length)
  for (let step = 0; step < value.length; step++) {
    const name: unknown = value[step]
    if (typeof name !== 'string') return { problem: 'expected a name', step }
    let actor = controllers.indexOf(name)
    if (actor < 0) actor = controllers.push(name) - 1
    if (actor > 255) return { problem: 'more than 256 names', step }
    actors[step] = actor
  }
  return { actors, controllers }
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined
}
