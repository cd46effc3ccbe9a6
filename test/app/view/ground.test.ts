import { expect, it, vi } from 'vitest'
import { Terrain } from '../../../src/sim/terrain.js'

// Babylon wants a browser as soon as it is loaded; what is tested here is the profile alone.
vi.mock('babylonjs', () => ({}))
const { cutProfile } = await import('../../../src/app/view/ground.js')

it('cuts the profile of a level to what is built of it', () => {
  const { profile } = new Terrain([
    { type: 'flat', length: 10 },
    { type: 'slope', length: 10, rise: 2 },
  ])
  expect(cutProfile(profile, -5, 15)).toEqual([
    [-5, 0],
    [0, 0],
    [10, 0],
    [15, 1],
  ])
})

it('keeps the walls of steps and pits', () => {
  const { profile } = new Terrain([{ type: 'gaps', count: 1, gap: 1, platform: 2, depth: 3 }])
  expect(cutProfile(profile, -1, 2)).toEqual([
    [-1, 0],
    [0, 0],
    [0, -3],
    [1, -3],
    [1, 0],
    [2, 0],
  ])
})
