import { arctangent2, cosine, sine } from '../gym/index.js'
import {
  massProperties,
  parentIndices,
  type BodyDescription,
  type Hinge,
  type MassProperties,
} from './body.js'
import type { HingeHandle, LinkHandle, PhysicsWorld } from './rapier.js'

interface Joint {
  hinge: Hinge
  handle: HingeHandle
  parent: number
  child: number
  /** Motor constants of the recipe, see `PlanarBody`. */
  inertiaRate: number
  springRate: number
  factor: number
}

/**
 * One articulated body in a physics world: states in, torques in, states out.
 *
 * Positions are [x, z, pitch, hinge angles…] and velocities their rates, as MuJoCo orders them; x, z and pitch are
 * those of the torso's origin.
 *
 * A hinge's torque, damping, armature and spring are one velocity motor of the solver, set before each world step of
 * length h with n solver iterations:
 *
 *     A' = armature · scale · 2n/(n + 1)
 *     factor = damping + A'/h + stiffness · h · (n + 1)/(2n)
 *     velocity = (torque + A'/h · q̇ − stiffness · q) / factor
 *
 * With n = 1 this is the exact backward-Euler step of armature and spring; the n terms undo how Rapier spreads a
 * motor over its iterations. Without armature the hopper would be a different animal.
 */
export class PlanarBody {
  readonly positions: Float64Array
  readonly velocities: Float64Array
  /** Angle of every link about +y, rad, counted through full turns. */
  readonly linkAngles: Float64Array
  #world: PhysicsWorld
  #description: BodyDescription
  #mass: MassProperties[]
  #links: LinkHandle[]
  #joints: Joint[]
  #parents: number[]
  #rates: Float64Array

  constructor(world: PhysicsWorld, description: BodyDescription) {
    const { links, restHeight, recipe } = description
    this.#world = world
    this.#description = description
    this.#mass = massProperties(description)
    this.#parents = parentIndices(description)
    this.#links = []
    this.#joints = []
    const n = world.solverIterations
    const h = world.timestep
    const origins: { x: number; z: number }[] = []
    links.forEach((link, index) => {
      const parent = this.#parents[index]
      const from = parent < 0 ? { x: 0, z: restHeight } : origins[parent]
      const origin = { x: from.x + link.x, z: from.z + link.z }
      origins.push(origin)
      const handle = world.addLink(origin.x, origin.z, this.#mass[index], link.capsules)
      this.#links.push(handle)
      if (parent < 0) world.tieToPlane(handle)
    })
    links.forEach((link, index) => {
      const { hinge } = link
      if (!hinge) return
      const parent = this.#parents[index]
      const handle = world.addHinge(
        this.#links[parent],
        this.#links[index],
        { parent: { x: link.x + hinge.x, z: link.z + hinge.z }, child: { x: hinge.x, z: hinge.z } },
        hinge.axis,
        hinge.range,
      )
      const inertiaRate = (hinge.armature * recipe.armatureScale * ((2 * n) / (n + 1))) / h
      const factor = hinge.damping + inertiaRate + hinge.stiffness * h * ((n + 1) / (2 * n))
      this.#joints.push({
        hinge,
        handle,
        parent,
        child: index,
        inertiaRate,
        springRate: hinge.stiffness,
        factor,
      })
    })
    this.positions = new Float64Array(3 + this.#joints.length)
    this.velocities = new Float64Array(3 + this.#joints.length)
    this.linkAngles = new Float64Array(links.length)
    this.#rates = new Float64Array(links.length)
  }

  /** Number of hinges, which is the number of actions. */
  get actionSize(): number {
    return this.#joints.length
  }

  /** Forgets all contacts with the ground, before the body is put somewhere else in a world that goes on. */
  forgetContacts(): void {
    this.#world.renewShapes(
      this.#links,
      this.#description.links.map(({ capsules }) => capsules),
    )
  }

  /** Puts the body in a state: `positions` and `velocities` as they are observed, x first. */
  setState(positions: ArrayLike<number>, velocities: ArrayLike<number>): void {
    const { links, restHeight, restObservation } = this.#description
    const state = links.map(() => ({ x: 0, z: 0, vx: 0, vz: 0 }))
    let joint = 0
    links.forEach(({ x: linkX, z: linkZ, hinge }, index) => {
      const here = state[index]
      if (!hinge) {
        this.linkAngles[index] = positions[2]
        this.#rates[index] = velocities[2]
        here.x = positions[0]
        here.z = positions[1] - restObservation + restHeight
        here.vx = velocities[0]
        here.vz = velocities[1]
      } else {
        const parent = this.#parents[index]
        const there = state[parent]
        this.linkAngles[index] = this.linkAngles[parent] + hinge.axis * positions[3 + joint]
        this.#rates[index] = this.#rates[parent] + hinge.axis * velocities[3 + joint]
        joint += 1
        const toHinge = turned(linkX + hinge.x, linkZ + hinge.z, this.linkAngles[parent])
        const fromHinge = turned(hinge.x, hinge.z, this.linkAngles[index])
        here.x = there.x + toHinge.x - fromHinge.x
        here.z = there.z + toHinge.z - fromHinge.z
        here.vx = there.vx + this.#rates[parent] * toHinge.z - this.#rates[index] * fromHinge.z
        here.vz = there.vz - this.#rates[parent] * toHinge.x + this.#rates[index] * fromHinge.x
      }
      const angle = this.linkAngles[index]
      const rate = this.#rates[index]
      const centre = turned(this.#mass[index].x, this.#mass[index].z, angle)
      const link = this.#links[index]
      this.#world.place(link, here.x, here.z, sine(angle / 2), cosine(angle / 2))
      this.#world.setVelocity(link, here.vx + rate * centre.z, here.vz - rate * centre.x, rate)
    })
    this.readHinges()
    this.readRoot()
  }

  /** Sets the motors for the coming world step; `action` is in [−1, 1] for each hinge and clipped to that. */
  drive(action: ArrayLike<number>): void {
    const { positions, velocities } = this
    for (let j = 0; j < this.#joints.length; j++) {
      const { hinge, handle, inertiaRate, springRate, factor } = this.#joints[j]
      const command = action[j] > 1 ? 1 : action[j] < -1 ? -1 : action[j]
      const torque = command * hinge.gear + inertiaRate * velocities[3 + j] - springRate * positions[3 + j]
      this.#world.setMotor(handle, torque / factor, factor)
    }
  }

  /** Reads angles and rates of all links back from the world: what the motors need between world steps. */
  readHinges(): void {
    const { linkAngles, positions, velocities } = this
    for (let i = 0; i < linkAngles.length; i++) {
      const rotation = this.#world.rotation(this.#links[i])
      const angle = 2 * arctangent2(rotation[1], rotation[3])
      linkAngles[i] = angle + 2 * Math.PI * Math.round((linkAngles[i] - angle) / (2 * Math.PI))
      this.#rates[i] = this.#world.angularVelocity(this.#links[i])
    }
    for (let j = 0; j < this.#joints.length; j++) {
      const { hinge, parent, child } = this.#joints[j]
      positions[3 + j] = hinge.axis * (linkAngles[child] - linkAngles[parent])
      velocities[3 + j] = hinge.axis * (this.#rates[child] - this.#rates[parent])
    }
  }

  /** Reads the torso back from the world; after `readHinges`. */
  readRoot(): void {
    const { restHeight, restObservation } = this.#description
    const angle = this.linkAngles[0]
    const rate = this.#rates[0]
    const translation = this.#world.translation(this.#links[0])
    this.positions[0] = translation[0]
    this.positions[1] = translation[2] - restHeight + restObservation
    this.positions[2] = angle
    // Rapier's velocity is that of the centre of mass; observed is that of the torso's origin.
    const velocity = this.#world.linearVelocity(this.#links[0])
    const centre = turned(this.#mass[0].x, this.#mass[0].z, angle)
    this.velocities[0] = velocity[0] - rate * centre.z
    this.velocities[1] = velocity[2] + rate * centre.x
    this.velocities[2] = rate
  }

  /** (x, z, angle) of every link's origin, in m and rad, into `poses` (3 × links). */
  readPoses(poses: Float32Array): void {
    for (let i = 0; i < this.#links.length; i++) {
      const translation = this.#world.translation(this.#links[i])
      poses[3 * i] = translation[0]
      poses[3 * i + 1] = translation[2]
      poses[3 * i + 2] = this.linkAngles[i]
    }
  }

  /** (vx, vz, rate of rotation about +y) of every link's origin, in m/s and rad/s, into `motions` (3 × links). */
  readMotions(motions: Float32Array): void {
    for (let i = 0; i < this.#links.length; i++) {
      const velocity = this.#world.linearVelocity(this.#links[i])
      const rate = this.#rates[i]
      const centre = turned(this.#mass[i].x, this.#mass[i].z, this.linkAngles[i])
      motions[3 * i] = velocity[0] - rate * centre.z
      motions[3 * i + 1] = velocity[2] + rate * centre.x
      motions[3 * i + 2] = rate
    }
  }

  /** Largest distance of a link from the plane y = 0, m. */
  outOfPlane(): number {
    return this.#links.reduce((worst, link) => Math.max(worst, Math.abs(this.#world.translation(link)[1])), 0)
  }

  /** Largest distance between the two halves of a hinge, m: how far the solver let the body come apart. */
  hingeDrift(): number {
    const poses = new Float32Array(3 * this.#links.length)
    this.readPoses(poses)
    let worst = 0
    for (const { hinge, parent, child } of this.#joints) {
      const link = this.#description.links[child]
      const a = turned(link.x + hinge.x, link.z + hinge.z, poses[3 * parent + 2])
      const b = turned(hinge.x, hinge.z, poses[3 * child + 2])
      const dx = poses[3 * parent] + a.x - poses[3 * child] - b.x
      const dz = poses[3 * parent + 1] + a.z - poses[3 * child + 1] - b.z
      worst = Math.max(worst, Math.sqrt(dx * dx + dz * dz))
    }
    return worst
  }
}

/** The vector (x, z) turned by `angle` about +y. */
function turned(x: number, z: number, angle: number): { x: number; z: number } {
  const c = cosine(angle)
  const s = sine(angle)
  return { x: x * c + z * s, z: z * c - x * s }
}
