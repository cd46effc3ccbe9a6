import { describe, expect, test } from 'vitest'
import type { BodyDescription } from '../../src/sim/body.js'
import { bodies } from '../../src/sim/bodies.js'
import { PlanarBody } from '../../src/sim/planarBody.js'
import { engineVersion, PhysicsWorld } from '../../src/sim/rapier.js'

/** Two capsules that lie on the ground one behind the other, hinged where they meet. */
const sled: BodyDescription = {
  ...bodies.cheetah,
  name: 'sled',
  totalMass: undefined,
  restHeight: 0.1,
  links: ['front', 'back'].map((name, i) => ({
    name,
    parent: i === 0 ? undefined : 'front',
    x: i === 0 ? 0 : -1,
    z: 0,
    hinge:
      i === 0
        ? undefined
        : { name, x: 0.5, z: 0, axis: 1, range: [-1, 1], gear: 1, damping: 0.1, armature: 0, stiffness: 0 },
    capsules: [{ x: 0, z: 0, angle: Math.PI / 2, halfLength: 0.3, radius: 0.1, friction: 0.5 }],
  })),
}

function bodyInWorld(body: BodyDescription, timestep = 0.01): { world: PhysicsWorld; planar: PlanarBody } {
  const world = new PhysicsWorld({ timestep, ...body.recipe })
  world.addFlatGround(body.groundFriction)
  return { world, planar: new PlanarBody(world, body) }
}

function atRest(body: BodyDescription, planar: PlanarBody): { positions: number[]; velocities: number[] } {
  const positions = Array.from(planar.positions, () => 0)
  positions[1] = body.restObservation
  return { positions, velocities: positions.map(() => 0) }
}

describe('friction', () => {
  test('a sled at 4 m/s and friction 0.5 is slowed as Coulomb says', () => {
    const { world, planar } = bodyInWorld(sled)
    const { positions, velocities } = atRest(sled, planar)
    velocities[0] = 4
    planar.setState(positions, velocities)
    for (let step = 0; step < 50; step++) {
      planar.drive([0])
      world.step()
      planar.readHinges()
    }
    planar.readRoot()
    // 4 − 0.5 · 9.81 · 0.5 = 1.55 m/s. With both locks on one body it would still be 3.9.
    expect(planar.velocities[0]).toBeGreaterThan(1.35)
    expect(planar.velocities[0]).toBeLessThan(1.75)
    world.free()
  })
})

describe.each(Object.values(bodies))('$name', (body) => {
  const timestep = (body.frameTime * body.frameSkip) / body.recipe.worldSteps

  test('falls as everything falls', () => {
    const { world, planar } = bodyInWorld(body, timestep)
    const { positions, velocities } = atRest(body, planar)
    positions[1] += 3
    planar.setState(positions, velocities)
    const steps = Math.round(0.5 / timestep)
    for (let step = 0; step < steps; step++) {
      planar.drive(velocities)
      world.step()
      planar.readHinges()
    }
    planar.readRoot()
    // The engine's own time steps add g·h·t/2, half a step's worth.
    const time = steps * timestep
    expect(planar.positions[1] - positions[1]).toBeCloseTo(-0.5 * 9.81 * time * (time + timestep), 1)
    expect(Math.abs(planar.positions[0])).toBeLessThan(1e-3)
    world.free()
  })

  test('a state that is set is read back', () => {
    const { world, planar } = bodyInWorld(body, timestep)
    const { positions, velocities } = atRest(body, planar)
    const wanted = positions.map((value, i) => value + 0.05 * (i + 1) * (i > 2 ? -0.5 : 1))
    const rates = velocities.map((_, i) => 0.3 * (i - 4))
    planar.setState(wanted, rates)
    wanted.forEach((value, i) => expect(planar.positions[i]).toBeCloseTo(value, 5))
    rates.forEach((value, i) => expect(planar.velocities[i]).toBeCloseTo(value, 5))
    expect(planar.hingeDrift()).toBeLessThan(1e-5)
    world.free()
  })

  test('stays in the plane, whole and awake under the hardest torques', () => {
    const { world, planar } = bodyInWorld(body, timestep)
    const { positions, velocities } = atRest(body, planar)
    planar.setState(positions, velocities)
    const action = new Float32Array(planar.actionSize)
    const poses = new Float32Array(3 * body.links.length)
    const before = new Float32Array(3 * body.links.length)
    let word = 1
    for (let step = 0; step < 1500; step++) {
      // Bang-bang torque, held for a few steps, from a small shift register.
      if (step % 7 === 0)
        for (let j = 0; j < action.length; j++) {
          word = (word >>> 1) ^ (-(word & 1) & 0xb400)
          action[j] = word & 2 ? 1 : -1
        }
      planar.drive(action)
      world.step()
      planar.readHinges()
      before.set(poses)
      planar.readPoses(poses)
      expect(poses.every(Number.isFinite)).toBe(true)
      expect(poses.some((value, i) => value !== before[i])).toBe(true)
      expect(planar.hingeDrift()).toBeLessThan(0.02)
    }
    expect(planar.outOfPlane()).toBeLessThan(5e-3)
    world.free()
  })
})

test('the engine says its version, for those who keep recordings', () => {
  expect(engineVersion()).toMatch(/^rapier3d \d+\.\d+/)
})
