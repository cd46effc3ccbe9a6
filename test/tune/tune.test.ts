import { describe, expect, test } from 'vitest'
import { invert } from '../../src/tune/check.js'
import { gainsOfKnots, updated } from '../../src/tune/randomSearch.js'
import { recipeOf, type TuneRecipe } from '../../src/tune/recipes.js'
import { crewOf, runTask } from '../../src/tune/tasks.js'
import { tune, type TuneState } from '../../src/tune/tune.js'

const cheetah = recipeOf('cheetah')
const small: TuneRecipe = {
  ...cheetah,
  stages: cheetah.stages.map((stage) => ({
    ...stage,
    iterations: 2,
    directions: 2,
    top: 1,
    horizon: [10, 12],
  })),
}

const search = (state?: TuneState, onState?: (state: TuneState) => void) =>
  tune({
    body: 'cheetah',
    recipe: small,
    seed: 5,
    crew: crewOf(async (task) => runTask(task)),
    state,
    onState,
  })

test('the best directions decide, by the difference of their sides', () => {
  const knots = [[0, 0, 0]]
  const good = { seed: 1, plus: 2, minus: 0 }
  const [toward] = updated(knots, [good, { seed: 2, plus: 0, minus: 0 }], { stepSize: 0.1, top: 1 })
  const [away] = updated(knots, [{ ...good, plus: 0, minus: 2 }], { stepSize: 0.1, top: 1 })
  toward.forEach((weight, i) => expect(weight).toBeCloseTo(-away[i], 9))
  expect(toward.some((weight) => weight !== 0)).toBe(true)
})

test('only the weights of the knot that a stage names move', () => {
  const knots = [
    [1, 2],
    [3, 4],
  ]
  const [first, second] = updated(knots, [{ seed: 1, plus: 2, minus: 0 }], { stepSize: 0.1, top: 1, knot: 1 })
  expect(first).toEqual(knots[0])
  expect(second).not.toEqual(knots[1])
})

test('a knot moves by the runs near it alone, where a stage asks for that', () => {
  const runs = [{ command: 0 }, { command: 0.25 }, { command: 1 }]
  const gains = gainsOfKnots([3, 6, 9], runs, 3)
  // 0.25 lies half-way between the first knot and the second.
  expect(gains).toEqual([1 + 1, 1, 3])

  const knots = [[0], [0], [0]]
  const tried = [{ seed: 1, plus: 1, minus: 0, gains: [1, 0, -1] }]
  const [first, second, third] = updated(knots, tried, { stepSize: 0.1, top: 1 })
  const [whole] = updated(knots, [{ seed: 1, plus: 1, minus: 0 }], { stepSize: 0.1, top: 1 })
  expect(first).toEqual(whole)
  expect(second).toEqual([0])
  expect(third[0]).not.toBe(0)
})

describe('a search', () => {
  test('gives the same gait however often it is interrupted', async () => {
    const whole = await search()
    const saved: string[] = []
    await search(undefined, (state) => saved.push(JSON.stringify(state)))
    expect(saved.length).toBe(2 * small.stages.length)
    for (const text of saved.slice(0, -1)) expect((await search(JSON.parse(text))).gait).toEqual(whole.gait)
    expect(whole.gait.knots.length).toBe(cheetah.knots)
  })
})

test('skill is spread so that returns grow evenly, past dips and up to the best alone', () => {
  const table = invert([0, 0.25, 0.5, 0.75, 1], [0, 100, 50, 400, 300], 5)
  expect(table[0]).toBe(0)
  expect(table[1]).toBeCloseTo(0.25)
  expect(table[4]).toBe(0.75)
  table.reduce((last, command) => {
    expect(command).toBeGreaterThanOrEqual(last)
    return command
  })
})
