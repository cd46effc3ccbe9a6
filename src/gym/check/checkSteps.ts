import { InputError } from '../../platform/index.js'
import type { ResetOptions } from '../env.js'
import { snapshot } from '../snapshot.js'
import { ReturnedObservations } from './returned.js'
import { resetProblems, stepProblems } from './rules.js'
import { isSame } from './sameness.js'
import { type AnyEnv, attempt, sampleActions, Trial } from './trial.js'

/** Every step returns what it should, leaves the caller's arrays alone, and repeats with the seed and the actions. */
export function checkSteps(env: AnyEnv, steps: number): void {
  const actions = sampleActions(env, 123, steps)
  checkReturns(env, actions)
  if (env.spec?.nondeterministic) return
  const [first, second] = [run(env, 123, actions), run(env, 123, actions)]
  compare(first, second, 'the same seed and actions gave different results')
}

function checkReturns(env: AnyEnv, actions: readonly unknown[]): void {
  const returned = new ReturnedObservations()
  const reset = (options?: ResetOptions) => {
    const result = attempt('reset', () => env.reset(options))
    for (const { message } of resetProblems(env, result)) throw new InputError(message)
    returned.add('reset', result[0])
  }
  reset({ seed: 123 })
  for (const action of actions) {
    const actionBefore = snapshot(action)
    const result = attempt('step', () => env.step(action))
    for (const { message } of stepProblems(env, result)) throw new InputError(message)
    if (!isSame(action, actionBefore)) throw new InputError('step: it changed the action that it was given')
    const [observation, , terminated, truncated] = result
    returned.add('step', observation)
    if (terminated || truncated) reset()
  }
  // Those of episodes that are longer than the trial, and of one that has no step.
  reset()
  reset()
  returned.check()
}

/** Two instances that take turns go the same way as each would alone. */
export function checkIndependence(a: AnyEnv, b: AnyEnv, steps: number): void {
  const actions = sampleActions(a, 7, steps)
  const alone = run(a, 7, actions)
  const [left, right] = [new Trial(a, 7), new Trial(b, 7)]
  for (const action of actions) {
    left.step(action)
    right.step(action)
  }
  compare(alone, left, 'a second instance disturbed the first; keep no state outside the instance')
  compare(alone, right, 'two instances with the same seed and actions went different ways')
}

function run(env: AnyEnv, seed: number, actions: readonly unknown[]): Trial {
  const trial = new Trial(env, seed)
  for (const action of actions) trial.step(action)
  return trial
}

function compare(first: Trial, second: Trial, meaning: string): void {
  for (const [index, { when, parts }] of first.moments.entries()) {
    const other = second.moments[index]
    const part = Object.keys(parts).find((key) => !isSame(parts[key], other?.parts[key]))
    if (part === undefined) continue
    const [was, is] = [parts[part], other?.parts[part]].map(show)
    throw new InputError(`${when}: ${meaning}: ${part} was ${was}, then ${is}`)
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, part) =>
    ArrayBuffer.isView(part) ? Array.from(part as Uint8Array) : part,
  )
  return text === undefined ? 'undefined' : text.length > 120 ? `${text.slice(0, 117)}…` : text
}
