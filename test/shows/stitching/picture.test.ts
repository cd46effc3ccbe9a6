import { describe, expect, it } from 'vitest'
import {
  bestWalkFrom,
  layOut,
  linesOf,
  meaning,
  pictureSize,
  RADIUS,
  tellingStart,
} from '../../../src/shows/stitching/picture.js'

//  0 - 1 - 2 - 3,  1 - 3; nodes 2 and 3 at the same place
const graph = {
  positions: [
    [0, 0],
    [0.5, 0],
    [1, 1],
    [1, 1],
  ] as [number, number][],
  neighbours: [[1], [0, 2, 3], [1, 3], [1, 2]],
  goal: 0,
}

describe('the picture of a graph', () => {
  it('has every edge once', () => {
    expect(layOut(graph).edges).toHaveLength(4)
  })

  it('keeps nodes inside, and off each other even where the graph has them in one place', () => {
    const { points } = layOut(graph)
    for (const [x, y] of points) {
      expect(x).toBeGreaterThanOrEqual(RADIUS)
      expect(x).toBeLessThanOrEqual(pictureSize.width - RADIUS)
      expect(y).toBeGreaterThanOrEqual(RADIUS)
      expect(y).toBeLessThanOrEqual(pictureSize.height - RADIUS)
    }
    for (let a = 0; a < points.length; a++) {
      for (let b = 0; b < a; b++) {
        expect(Math.hypot(points[a][0] - points[b][0], points[a][1] - points[b][1])).toBeGreaterThan(
          2 * RADIUS,
        )
      }
    }
  })

  it('draws a walk beside its edges, and the other side apart from it', () => {
    const points = [
      [0, 0],
      [100, 0],
    ] as const
    const there = linesOf([0, 1], points, 1)
    const back = linesOf([1, 0], points, 1)
    expect(there).toHaveLength(1)
    // The way back lies upon the way there.
    expect(back[0]).toEqual([there[0][1], there[0][0]])
    expect(there[0][0][1]).toBeGreaterThan(0)
    expect(linesOf([0, 1], points, -1)[0][0][1]).toBe(-there[0][0][1])
    expect(linesOf([0], points, 1)).toEqual([])
  })
})

describe('the walk of the data that is shown', () => {
  const walks = [
    [3, 2, 1, 0],
    [3, 1, 0],
    [2, 3, 2],
    [1, 2],
    [1, 0],
  ]

  it('is the shortest that arrives from there', () => {
    expect(bestWalkFrom({ graph, walks }, 3)).toEqual([3, 1, 0])
    expect(bestWalkFrom({ graph, walks }, 1)).toEqual([1, 0])
  })

  it('is a lost one where none arrives, and none where none begins', () => {
    expect(bestWalkFrom({ graph, walks }, 2)).toEqual([2, 3, 2])
    expect(bestWalkFrom({ graph, walks: walks.slice(0, 2) }, 1)).toBeUndefined()
  })
})

describe('the outcome', () => {
  const from = (start: number, shortest: number, bestWalk: number, agent: number) => ({
    start,
    shortest,
    bestWalk,
    agent,
    agentWalk: [start],
  })
  const outcome = (starts: ReturnType<typeof from>[], agent: number, data: number) => ({
    starts,
    optimal: { agent, data },
    seconds: 1,
  })

  it('is told by the start where the agent is farthest beyond its data', () => {
    const starts = [from(1, 1, 1, 1), from(2, 2, 5, 2), from(3, 2, Infinity, 4), from(4, 2, 3, 2)]
    expect(tellingStart(outcome(starts, 0.75, 0.25))).toBe(2)
    expect(tellingStart(outcome([...starts, from(5, 3, Infinity, 3)], 0.8, 0.2))).toBe(5)
  })

  it('is told by the farthest start where the agent found no shortest path', () => {
    const starts = [from(1, 1, 1, Infinity), from(2, 2, 2, 3)]
    expect(tellingStart(outcome(starts, 0, 1))).toBe(2)
  })

  it('is put into words that claim no more than it shows', () => {
    const starts = [from(1, 1, 1, 1), from(2, 2, 5, 2)]
    expect(meaning(outcome(starts, 1, 0.5))).toMatch(/^From 2 of 2 starts .* for only 1: it joins pieces/)
    expect(meaning(outcome(starts, 0.5, 0.5))).toMatch(/from 1 of 2 starts, no more than the 1 /)
  })
})
