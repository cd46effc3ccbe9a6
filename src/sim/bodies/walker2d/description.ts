import type { BodyDescription, Link } from '../../body.js'
import { degrees } from '../../units.js'

const friction = 0.9
const drive = { axis: -1, gear: 100, damping: 0.1, armature: 0.01, stiffness: 0 } as const

/** One leg; both hang from the same hip, and walk through one another. */
function leg(suffix: string): Link[] {
  return [
    {
      name: `thigh${suffix}`,
      parent: 'torso',
      x: 0,
      z: -0.2,
      hinge: { name: `thigh${suffix}`, x: 0, z: 0, range: degrees(-150, 0), ...drive },
      capsules: [{ x: 0, z: -0.225, angle: 0, halfLength: 0.225, radius: 0.05, friction }],
    },
    {
      name: `leg${suffix}`,
      parent: `thigh${suffix}`,
      x: 0,
      z: -0.7,
      hinge: { name: `leg${suffix}`, x: 0, z: 0.25, range: degrees(-150, 0), ...drive },
      capsules: [{ x: 0, z: 0, angle: 0, halfLength: 0.25, radius: 0.04, friction }],
    },
    {
      name: `foot${suffix}`,
      parent: `leg${suffix}`,
      x: 0.2,
      z: -0.35,
      hinge: { name: `foot${suffix}`, x: -0.2, z: 0.1, range: degrees(-45, 45), ...drive },
      capsules: [{ x: -0.1, z: 0.1, angle: Math.PI / 2, halfLength: 0.1, radius: 0.06, friction: 1.9 }],
    },
  ]
}

/**
 * Gymnasium's Walker2d-v5: a torso on two legs.
 * Source: `walker2d_v5.xml` and `walker2d_v5.py` of Gymnasium 1.0.
 */
export const description: BodyDescription = {
  name: 'walker2d',
  density: 1000,
  restHeight: 1.25,
  restObservation: 1.25,
  groundFriction: 0.7,
  frameTime: 0.002,
  frameSkip: 4,
  recipe: { worldSteps: 1, solverIterations: 8, internalIterations: 2, armatureScale: 1 },
  resetNoiseScale: 5e-3,
  resetVelocityNoise: 'uniform',
  velocityClip: 10,
  typicalSpeed: 3,
  costume: 'machine',
  links: [
    {
      name: 'torso',
      x: 0,
      z: 0,
      capsules: [{ x: 0, z: 0, angle: 0, halfLength: 0.2, radius: 0.05, friction }],
    },
    ...leg(''),
    ...leg('_left'),
  ],
}
