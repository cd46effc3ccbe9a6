import { describe, expect, test } from 'vitest'
import { stitch, stitchingChart, stitchingPicture } from '../../../src/shows/index.js'
import { randomGraph, randomWalks, stepsTo } from '../../../src/shows/stitching/graph.js'

describe('stitching', () => {
  test('has a connected graph and walks along its edges', () => {
    const graph = randomGraph(20, 3)
    expect(Math.max(...stepsTo(graph))).toBeLessThan(Infinity)
    for (const walk of randomWalks(graph, 50, 10, 3)) {
      for (let i = 1; i < walk.length; i++) expect(graph.neighbours[walk[i - 1]]).toContain(walk[i])
      expect(walk.indexOf(graph.goal)).toBeOneOf([-1, walk.length - 1])
    }
  })

  test('counts the steps to the goal', () => {
    //  0 - 1 - 2 - 3,  1 - 3
    const neighbours = [[1], [0, 2, 3], [1, 3], [1, 2]]
    expect(stepsTo({ neighbours, goal: 0 })).toEqual([0, 1, 2, 2])
  })

  test('finds shortest paths from random walks that mostly are not', async () => {
    const result = await stitch({
      nodes: 12,
      walks: 100,
      walkSteps: 10,
      trainingSteps: 250,
      seed: 5,
      backend: 'wasm',
    })
    expect(result.optimal.agent).toBeGreaterThan(result.optimal.data)
    expect(result.optimal.agent).toBeGreaterThanOrEqual(0.9)
    expect(stitchingChart(result)).toContain('best walk')
    expect(stitchingPicture(result)).toMatch(/^<svg[^]*<\/svg>\n$/)
  })
})
