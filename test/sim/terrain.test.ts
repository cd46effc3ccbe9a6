import { describe, expect, test } from 'vitest'
import '../../src/sim/register.js'
import { make } from '../../src/gym/registration.js'
import { PlanarBody } from '../../src/sim/planarBody.js'
import { PhysicsWorld } from '../../src/sim/rapier.js'
import { Terrain, terrainOf } from '../../src/sim/terrain.js'
import { bodies, type LocomotionEnv } from '../../src/sim/index.js'

describe('height', () => {
  const terrain = new Terrain([
    { type: 'flat', length: 2 },
    { type: 'slope', length: 4, rise: 1 },
    { type: 'steps', count: 2, rise: 0.1, run: 1 },
    { type: 'gaps', count: 1, gap: 0.5, platform: 1, depth: 2 },
    { type: 'bumps', length: 2, height: 0.2, spacing: 1 },
  ])

  test.each([
    ['before the start', -5, 0],
    ['on the flat', 1, 0],
    ['halfway up the slope', 4, 0.5],
    ['on the first step', 6.5, 1.1],
    ['on the second step', 7.5, 1.2],
    ['in the pit', 8.25, -0.8],
    ['on the platform', 9, 1.2],
    ['on top of a bump', 10, 1.4],
    ['between bumps', 10.5, 1.2],
    ['after the end', 500, 1.2],
  ])('%s', (_, x, z) => expect(terrain.heightAt(x)).toBeCloseTo(z, 9))

  test('pits are bridged where height above ground is meant', () => {
    expect(terrain.surfaceAt(8.25)).toBeCloseTo(1.2, 9)
  })

  test('there is firm ground before a pit, and before all of several that leave no room between them', () => {
    expect(terrain.footing(3, 0.6)).toBe(3)
    expect(terrain.footing(8.25, 0.6)).toBeCloseTo(7.4, 9)
    expect(terrain.footing(8.8, 0.6)).toBeCloseTo(7.4, 9)
    expect(terrain.footing(9.2, 0.6)).toBe(9.2)
    const narrow = new Terrain([
      { type: 'flat', length: 5 },
      { type: 'gaps', count: 3, gap: 1, platform: 1, depth: 3 },
    ])
    expect(narrow.footing(9.5, 0.6)).toBeCloseTo(4.4, 9)
  })
})

test('a level with an unknown key or kind is refused by name', () => {
  expect(() => terrainOf({ terrain: [{ type: 'flat', length: 1, colour: 'red' }] })).toThrow(
    'level: unknown key "colour" in terrain.0; remove it or correct its spelling',
  )
  expect(() => terrainOf({ terrain: [{ type: 'lava', length: 1 }] })).toThrow(/terrain\.0\.type/)
  expect(() => terrainOf({ terrain: [{ type: 'flat', length: -1 }] })).toThrow(/terrain\.0\.length/)
})

test('a level without terrain is flat, as in the game, but one whose terrain is misspelt is refused', () => {
  expect(terrainOf({ name: 'Sprint', rules: {} }).isFlat).toBe(true)
  const hill = [{ type: 'slope', length: 5, rise: 1 }]
  expect(() => terrainOf({ terrian: hill })).toThrow(
    'level: "terrian" is no key of a level; "terrain" is meant?',
  )
  expect(terrainOf({ terrain: hill, coins: [3, 7] }).isFlat).toBe(false)
  expect(() => terrainOf(hill)).toThrow('level: expected an object, got a list')
  expect(() => terrainOf([])).toThrow('level: expected an object, got a list')
})

test('ground of more corners than a world can hold is refused', () => {
  const bumps = (spacing: number) => ({ type: 'bumps', length: 10_000, height: 0.1, spacing })
  expect(() => terrainOf({ terrain: [bumps(1e-6)] })).toThrow(/terrain\.0\.spacing: .*0\.1/)
  expect(terrainOf({ terrain: [bumps(1)] }).profile.length).toBeGreaterThan(80_000)
  expect(() => terrainOf({ terrain: [bumps(1), bumps(1)] })).toThrow(
    'level: terrain: the ground has more than 100000 corners; make it of fewer bumps, steps or gaps',
  )
  const stairs = { type: 'steps', count: 1000, rise: 0.1, run: 1 }
  expect(() => terrainOf({ terrain: Array.from({ length: 51 }, () => stairs) })).toThrow('100000 corners')
})

test('ground from a level that is flat gives the same bits as no level', () => {
  const levels = [undefined, { terrain: [{ type: 'flat', length: 10 }] }]
  const observations = levels.map((level) => {
    const env = make('Gaitway/HalfCheetah-v0', level && { level })
    env.reset({ seed: 4 })
    const action = new Float32Array(6).fill(0.5)
    let last: Float32Array = new Float32Array(0)
    for (let step = 0; step < 50; step++) [last] = env.step(action)
    env.close()
    return last
  })
  expect(observations[1]).toEqual(observations[0])
})

/** How far a cheetah that lies on its belly slides from 8 m/s on this ground, m. */
function slide(lay: (world: PhysicsWorld) => void): number {
  const world = new PhysicsWorld({ timestep: 0.01, ...bodies.cheetah.recipe })
  lay(world)
  const planar = new PlanarBody(world, bodies.cheetah)
  const velocities = new Float64Array(9)
  velocities[0] = 8
  planar.setState(new Float64Array(9), velocities)
  for (let step = 0; step < 400; step++) {
    planar.drive(new Float64Array(6))
    world.step()
    planar.readHinges()
  }
  planar.readRoot()
  world.free()
  return planar.positions[0]
}

test('seams between stretches trip nobody: a body slides as far as on one plane', () => {
  const plane = slide((world) => world.addFlatGround(0.4))
  const seams = Array.from({ length: 400 }, (_, i) => [i * 0.25 - 50, 0] as const)
  const mesh = slide((world) => world.addProfileGround(seams, 0.4))
  expect(plane).toBeGreaterThan(3)
  expect(mesh / plane).toBeGreaterThan(0.9)
  expect(mesh / plane).toBeLessThan(1.1)
})

test('a body starts on the ground wherever it is put, and its height is measured from there', () => {
  const level = { terrain: [{ type: 'slope', length: 20, rise: 5 }] }
  const env = make('Gaitway/Walker2d-v0', { level })
  const [observation] = env.reset({ seed: 1, options: { x: 10 } })
  expect(observation[0]).toBeGreaterThan(1.2)
  expect(observation[0]).toBeLessThan(1.6)
  const pose = (env.unwrapped as unknown as LocomotionEnv).pose()
  expect(pose[1]).toBeGreaterThan(3.7)
  env.close()
})
