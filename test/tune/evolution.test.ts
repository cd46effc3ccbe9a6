import { expect, test } from 'vitest'
import { createGenerator } from '../../src/gym/seeding.js'
import { beginEvolution, eigen, evolved, sample, type Evolution } from '../../src/tune/evolution.js'

/** Searches from ones for the lowest value of a function of 6 numbers. */
function lowest(cost: (x: number[]) => number, generations: number): Evolution {
  const generator = createGenerator(3)
  let state = beginEvolution([1, 1, 1, 1, 1, 1], 0.5)
  for (let k = 0; k < generations; k++)
    state = evolved(
      state,
      sample(state, 12, generator).map((x) => ({ x, score: -cost(x) })),
    )
  return state
}

test('finds the lowest point of a bowl', () => {
  const state = lowest((x) => x.reduce((sum, value, i) => sum + (value - i) ** 2, 0), 120)
  state.mean.forEach((value, i) => expect(value).toBeCloseTo(i, 4))
  expect(state.generation).toBe(120)
})

test('learns the shape of a bowl that is a thousand times steeper one way than the other', () => {
  const ellipsoid = (x: number[]) => x.reduce((sum, value, i) => sum + (1000 ** (i / 5) * value) ** 2, 0)
  const state = lowest(ellipsoid, 400)
  expect(ellipsoid(state.mean)).toBeLessThan(1e-8)
  expect(state.covariance[0][0]).toBeGreaterThan(1e4 * state.covariance[5][5])
})

test('goes on from JSON as if it had never stopped', () => {
  const bowl = (x: number[]) => x.reduce((sum, value) => sum + value * value, 0)
  const state = lowest(bowl, 5)
  const again = JSON.parse(JSON.stringify(state)) as Evolution
  expect(sample(again, 4, createGenerator(8))).toEqual(sample(state, 4, createGenerator(8)))
})

test('a symmetric matrix is its eigenvectors times its eigenvalues', () => {
  const matrix = [
    [4, 1, 0.5],
    [1, 3, -1],
    [0.5, -1, 2],
  ]
  const { vectors, values } = eigen(matrix)
  matrix.forEach((row, i) =>
    row.forEach((value, j) =>
      expect(values.reduce((sum, e, k) => sum + vectors[i][k] * e * vectors[j][k], 0)).toBeCloseTo(value, 10),
    ),
  )
})
