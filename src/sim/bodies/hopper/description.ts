import type { BodyDescription } from '../../body.js'
import { degrees } from '../../units.js'

const friction = 0.9

/**
 * Gymnasium's Hopper-v5: a torso on one leg of thigh, shin and foot. Source: `hopper.xml` and `hopper_v5.py` of Gymnasium 1.0.
 */
export const description: BodyDescription = {
  name: 'hopper',
  density: 1000,
  restHeight: 1.25,
  restObservation: 1.25,
  groundFriction: 1,
  frameTime: 0.002,
  frameSkip: 4,
  recipe: { worldSteps: 1, solverIterations: 8, internalIterations: 2, armatureScale: 0.75 },
  resetNoiseScale: 5e-3,
  resetVelocityNoise: 'uniform',
  velocityClip: 10,
  typicalSpeed: 2.5,
  costume: 'machine',
  links: [
    {
      name: 'torso',
      x: 0,
      z: 0,
      capsules: [{ x: 0, z: 0, angle: 0, halfLength: 0.2, radius: 0.05, friction }],
    },
    {
      name: 'thigh',
      parent: 'torso',
      x: 0,
      z: -0.2,
      hinge: {
        name: 'thigh',
        x: 0,
        z: 0,
        axis: -1,
        range: degrees(-150, 0),
        gear: 200,
        damping: 1,
        armature: 1,
        stiffness: 0,
      },
      capsules: [{ x: 0, z: -0.225, angle: 0, halfLength: 0.225, radius: 0.05, friction }],
    },
    {
      name: 'leg',
      parent: 'thigh',
      x: 0,
      z: -0.7,
      hinge: {
        name: 'leg',
        x: 0,
        z: 0.25,
        axis: -1,
        range: degrees(-150, 0),
        gear: 200,
        damping: 1,
        armature: 1,
        stiffness: 0,
      },
      capsules: [{ x: 0, z: 0, angle: 0, halfLength: 0.25, radius: 0.04, friction }],
    },
    {
      name: 'foot',
      parent: 'leg',
      x: 0.13,
      z: -0.35,
      hinge: {
        name: 'foot',
        x: -0.13,
        z: 0.1,
        axis: -1,
        range: degrees(-45, 45),
        gear: 200,
        damping: 1,
        armature: 1,
        stiffness: 0,
      },
      capsules: [{ x: -0.065, z: 0.1, angle: Math.PI / 2, halfLength: 0.195, radius: 0.06, friction: 2 }],
    },
  ],
}
