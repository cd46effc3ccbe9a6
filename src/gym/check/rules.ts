import { describe } from '../action.js'
import type { Env } from '../env.js'
import { Box } from '../spaces/box.js'
import { Dict } from '../spaces/dict.js'
import { Space } from '../spaces/space.js'
import { Tuple } from '../spaces/tuple.js'
import { whyNotIn } from './membership.js'

/**
 * Something about an environment that breaks the API. `fatal` where the program could not go on with it; the passive
 * checker warns of the others, `checkEnv` throws for all.
 */
export interface Problem {
  message: string
  fatal: boolean
}

/** What is wrong with the environment itself, before it runs. */
export function envProblems(env: Env<unknown, unknown>): Problem[] {
  if (typeof env !== 'object' || env === null) return [fatal(`expected an environment, got ${describe(env)}`)]
  const problems: Problem[] = []
  for (const method of ['reset', 'step', 'close'] as const)
    if (typeof env[method] !== 'function') problems.push(fatal(`${method} must be a method`))
  if (typeof env.unwrapped !== 'object' || env.unwrapped === null)
    problems.push(fatal('unwrapped must be the innermost environment; for one without wrappers, itself'))
  problems.push(...spaceProblems('observationSpace', env.observationSpace))
  problems.push(...spaceProblems('actionSpace', env.actionSpace))
  return problems
}

function spaceProblems(name: string, space: unknown): Problem[] {
  if (space === undefined) return [fatal(`${name} is missing`)]
  if (!(space instanceof Space)) return [fatal(`${name} must be a Space, got ${describe(space)}`)]
  if (space instanceof Dict && Object.keys(space.spaces).length === 0)
    return [fatal(`${name} is an empty Dict`)]
  if (space instanceof Tuple && space.spaces.length === 0) return [fatal(`${name} is an empty Tuple`)]
  return parts(space).flatMap(([key, part]) => spaceProblems(`${name}.${key}`, part))
}

/** What is wrong with what `reset` returned. */
export function resetProblems(env: Env<unknown, unknown>, result: unknown): Problem[] {
  if (!Array.isArray(result) || result.length !== 2)
    return [fatal(`reset must return [observation, info], got ${describe(result)}`)]
  return [...observationProblems(env, result[0], 'reset'), ...infoProblems(result[1], 'reset')]
}

/** What is wrong with what `step` returned. */
export function stepProblems(env: Env<unknown, unknown>, result: unknown): Problem[] {
  if (!Array.isArray(result) || result.length !== 5)
    return [
      fatal(`step must return [observation, reward, terminated, truncated, info], got ${describe(result)}`),
    ]
  const [observation, reward, terminated, truncated, info] = result as unknown[]
  const problems = observationProblems(env, observation, 'step')
  if (typeof reward !== 'number')
    problems.push(fatal(`step: reward must be a number, got ${describe(reward)}`))
  else if (!Number.isFinite(reward)) problems.push(minor(`step: reward is ${reward}`))
  for (const [name, flag] of Object.entries({ terminated, truncated }))
    if (typeof flag !== 'boolean')
      problems.push(minor(`step: ${name} must be a boolean, got ${describe(flag)}`))
  return [...problems, ...infoProblems(info, 'step')]
}

function observationProblems(env: Env<unknown, unknown>, observation: unknown, method: string): Problem[] {
  const why = whyNotIn(env.observationSpace, observation)
  return why ? [minor(`${method}: the observation is not in observationSpace: ${why}`)] : []
}

function infoProblems(info: unknown, method: string): Problem[] {
  const isObject =
    typeof info === 'object' && info !== null && !Array.isArray(info) && !ArrayBuffer.isView(info)
  return isObject ? [] : [fatal(`${method}: info must be an object, got ${describe(info)}`)]
}

/** What works but will make learning hard. */
export function advice(env: Env<unknown, unknown>): string[] {
  const found: string[] = []
  for (const [name, box] of [
    ...boxes('observationSpace', env.observationSpace),
    ...boxes('actionSpace', env.actionSpace),
  ]) {
    if (box.low.some((low, index) => low === box.high[index]))
      found.push(`${name}: low and high are equal somewhere, so that element says nothing`)
    if (!name.startsWith('actionSpace') || !box.dtype.startsWith('float')) continue
    if (!box.isBounded()) found.push(`${name}: is unbounded; give actions finite bounds`)
    else if (
      box.low.some((low, index) => (low !== 0 && low !== -box.high[index]) || low < -1 || box.high[index] > 1)
    )
      found.push(`${name}: prefer bounds of [-1, 1] or [0, 1], as learners and RescaleAction expect`)
  }
  return found
}

function boxes(name: string, space: Space<unknown>): [name: string, box: Box][] {
  if (space instanceof Box) return [[name, space]]
  return parts(space).flatMap(([key, part]) => boxes(`${name}.${key}`, part))
}

function parts(space: Space<unknown>): [key: string, part: Space<unknown>][] {
  return space instanceof Dict || space instanceof Tuple ? Object.entries(space.spaces) : []
}

function fatal(message: string): Problem {
  return { message, fatal: true }
}

function minor(message: string): Problem {
  return { message, fatal: false }
}
