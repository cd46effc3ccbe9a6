/**
 * Planar articulated bodies and the ground under them, simulated in Rapier: Gymnasium's Hopper, Walker2d and
 * HalfCheetah as environments. Importing this registers them.
 */
import './register.js'

export { bodies, bodyOf, EPISODE_STEPS } from './bodies.js'
export { LocomotionEnv } from './locomotionEnv.js'
export { LocomotionVectorEnv } from './locomotionVectorEnv.js'
export type { LocomotionOptions } from './options.js'
export { controlStep, hinges, type BodyDescription, type Capsule, type Hinge, type Link } from './body.js'
export { Terrain, terrainOf, terrainSchema, type ProfilePoint, type TerrainSection } from './terrain.js'
export { halfCheetah } from './halfCheetah.js'
export { hopper } from './hopper.js'
export { walker2d } from './walker2d.js'
export { engineVersion } from './rapier.js'
