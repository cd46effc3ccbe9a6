/**
 * How a planar articulated body is described. Motion is in the xz plane: x forward, z up; angles in radians turn
 * about +y (from z towards x). Lengths in m, masses in kg, times in s.
 */

/** A capsule fixed to a link. `angle` turns the capsule's axis away from the link's z axis. */
export interface Capsule {
  /** Centre in the link's frame. */
  x: number
  z: number
  angle: number
  /** Half the length of the cylinder between the two hemispheres. */
  halfLength: number
  radius: number
  friction: number
}

/** A hinge between a link and its parent, driven by a torque of `gear` × action N·m. */
export interface Hinge {
  name: string
  /** Where the hinge is, in the frame of the link that it moves. */
  x: number
  z: number
  /** 1 turns about +y, −1 about −y. */
  axis: 1 | -1
  /** Lowest and highest angle, rad. */
  range: readonly [low: number, high: number]
  /** N·m at action 1. */
  gear: number
  /** N·m·s/rad */
  damping: number
  /** Rotor inertia seen at the joint, kg·m². */
  armature: number
  /** Spring towards angle 0, N·m/rad. */
  stiffness: number
}

export interface Link {
  name: string
  /** Name of the parent; undefined for the root, which floats. */
  parent?: string
  /** Origin in the parent's frame, when every hinge is at 0. */
  x: number
  z: number
  hinge?: Hinge
  capsules: readonly Capsule[]
}

/** How a body's world is stepped. Policies depend on it: a change makes new gaits and models necessary. */
export interface Recipe {
  /** World steps in one step of the environment. */
  worldSteps: number
  solverIterations: number
  internalIterations: number
  /** Part of the armature that the motor carries; the rest is what the solver's own softness adds. */
  armatureScale: number
}

/** The physics of a body, and what is needed to draw it. */
export interface BodyDescription {
  name: string
  /** In the tree's order: a parent comes before its children. The first link is the torso. */
  links: readonly Link[]
  /** kg/m³; `totalMass` then scales all of it where it is given. */
  density: number
  totalMass?: number
  /** Height of the torso's origin at rest, m. */
  restHeight: number
  /** What the observation calls that height (Gymnasium's reference): 1.25 for the hopper, 0 for the cheetah. */
  restObservation: number
  groundFriction: number
  /** Simulated time of one frame, s; a step of the environment is `frameSkip` frames. */
  frameTime: number
  frameSkip: number
  recipe: Recipe
  /** Half-width of the uniform noise on positions at reset. */
  resetNoiseScale: number
  /** Noise on velocities at reset, scaled by `resetNoiseScale`. */
  resetVelocityNoise: 'uniform' | 'normal'
  /** Observed velocities are clipped to ± this. */
  velocityClip: number
  /** How fast a good runner of this kind is, m/s: for cameras and scales. */
  typicalSpeed: number
  costume: Costume
}

/** What a body is drawn as: an animal whose legs come in pairs, or a machine with round joints. */
export type Costume = 'cat' | 'machine'

/** Simulated time of a step of the environment, s. */
export function controlStep({
  frameTime,
  frameSkip,
}: Pick<BodyDescription, 'frameTime' | 'frameSkip'>): number {
  return frameTime * frameSkip
}

/** Mass, centre of mass in the link's frame and moment of inertia about y through it, of the link's capsules. */
export interface MassProperties {
  mass: number
  x: number
  z: number
  inertia: number
}

/** Mass and inertia of a solid capsule about its centre, across its axis. */
function capsuleMass({ halfLength, radius }: Capsule, density: number): { mass: number; inertia: number } {
  const length = 2 * halfLength
  const cylinder = density * Math.PI * radius * radius * length
  const sphere = (density * 4 * Math.PI * radius * radius * radius) / 3
  const inertia =
    cylinder * ((length * length) / 12 + (radius * radius) / 4) +
    sphere * (0.4 * radius * radius + (length * length) / 4 + (3 / 8) * length * radius)
  return { mass: cylinder + sphere, inertia }
}

/** Mass properties of every link, scaled to the body's total mass where one is given. */
export function massProperties(body: BodyDescription): MassProperties[] {
  const links = body.links.map(({ capsules }) => {
    const solids = capsules.map((capsule) => ({ ...capsule, ...capsuleMass(capsule, body.density) }))
    const mass = solids.reduce((sum, solid) => sum + solid.mass, 0)
    const x = solids.reduce((sum, solid) => sum + solid.mass * solid.x, 0) / mass
    const z = solids.reduce((sum, solid) => sum + solid.mass * solid.z, 0) / mass
    const inertia = solids.reduce((sum, solid) => {
      const dx = solid.x - x
      const dz = solid.z - z
      return sum + solid.inertia + solid.mass * (dx * dx + dz * dz)
    }, 0)
    return { mass, x, z, inertia }
  })
  if (body.totalMass === undefined) return links
  const scale = body.totalMass / links.reduce((sum, link) => sum + link.mass, 0)
  return links.map((link) => ({ ...link, mass: link.mass * scale, inertia: link.inertia * scale }))
}

/** Index of each link's parent, −1 for the root. */
export function parentIndices(body: BodyDescription): number[] {
  return body.links.map((link, index) => {
    if (link.parent === undefined) return -1
    const parent = body.links.findIndex(({ name }) => name === link.parent)
    if (parent < 0 || parent >= index)
      throw new Error(`${body.name}: ${link.name} must come after its parent`)
    return parent
  })
}

/** The hinges in the order of the actions. */
export function hinges(body: BodyDescription): Hinge[] {
  return body.links.flatMap(({ hinge }) => (hinge ? [hinge] : []))
}
