import RAPIER from '@dimforge/rapier3d'
import type { RigidBody, World } from '@dimforge/rapier3d'
import { cosine, sine } from '../gym/index.js'

const GRAVITY = -9.81
/** The hinge's own axis among a joint's six: rotation about the joint's x, which lies along the world's ±y. */
const HINGE_AXIS = 3
const FORCE_BASED = 1

/** Collision groups: bodies touch the ground alone, not one another and not themselves. */
const GROUND_GROUPS = 0x0001_ffff
const BODY_GROUPS = 0x0002_0001

/** Handles into the physics world. */
export type LinkHandle = number
export type HingeHandle = number

export interface SolverSettings {
  /** Length of one world step, s. */
  timestep: number
  solverIterations: number
  internalIterations: number
}

interface LinkShape {
  x: number
  z: number
  angle: number
  halfLength: number
  radius: number
  friction: number
}

/** A rotation by `angle` about +y, as a quaternion. */
function aboutY(angle: number): { x: number; y: number; z: number; w: number } {
  return { x: 0, y: sine(angle / 2), z: 0, w: cosine(angle / 2) }
}

/** Rapier's capsules lie along their local y: this turns y to z, and then by `angle` about y. */
function capsuleRotation(angle: number): { x: number; y: number; z: number; w: number } {
  const turn = aboutY(angle)
  const half = Math.SQRT1_2
  return { x: turn.w * half, y: turn.y * half, z: -turn.y * half, w: turn.w * half }
}

/** Version of the physics engine: replays are exact to the bit only with the same one. */
export function engineVersion(): string {
  return `rapier3d ${RAPIER.version()}`
}

/**
 * The one place that talks to Rapier: a world of planar bodies in the xz plane, all of them at y = 0.
 *
 * What keeps a link in the plane: rotation is enabled about y alone, hinges are generic joints that lock the three
 * translations, and the root is tied to y = 0 by a joint of its own. Locking translation and rotation on one body
 * silently kills its friction, and locked rotations with revolute joints explode; both are held by tests.
 *
 * The hot path (motors, step, reading back) uses the raw bindings, where a call costs no allocation.
 */
export class PhysicsWorld {
  readonly timestep: number
  readonly solverIterations: number
  #world: World
  #gravity
  #anchor
  #scratch3 = new Float32Array(3)
  #scratch4 = new Float32Array(4)
  #freed = false

  constructor({ timestep, solverIterations, internalIterations }: SolverSettings) {
    this.timestep = timestep
    this.solverIterations = solverIterations
    this.#world = new RAPIER.World({ x: 0, y: 0, z: GRAVITY })
    this.#world.timestep = timestep
    this.#world.numSolverIterations = solverIterations
    this.#world.numInternalPgsIterations = internalIterations
    this.#gravity = RAPIER.VectorOps.intoRaw({ x: 0, y: 0, z: GRAVITY })
    this.#anchor = this.#world.createRigidBody(RAPIER.RigidBodyDesc.fixed())
  }

  /** Flat ground at z = 0, without end. A half-space: a wide box rounds its contacts to tenths of a millimetre. */
  addFlatGround(friction: number): void {
    this.#addGround(new RAPIER.ColliderDesc(new RAPIER.HalfSpace({ x: 0, y: 0, z: 1 })), friction)
  }

  /**
   * Ground along a profile: `points` are [x, z] pairs from left to right, and the surface hangs between them.
   * One mesh whose inner edges are known to the solver: tiles beside one another would trip a foot at every seam.
   */
  addProfileGround(points: readonly (readonly [number, number])[], friction: number): void {
    const halfWidth = 4
    const vertices = new Float32Array(points.flatMap(([x, z]) => [x, -halfWidth, z, x, halfWidth, z]))
    const indices = new Uint32Array(
      points.slice(1).flatMap((_, i) => {
        const [left, leftBack, right, rightBack] = [2 * i, 2 * i + 1, 2 * i + 2, 2 * i + 3]
        return [left, right, leftBack, leftBack, right, rightBack]
      }),
    )
    this.#addGround(
      RAPIER.ColliderDesc.trimesh(vertices, indices, RAPIER.TriMeshFlags.FIX_INTERNAL_EDGES),
      friction,
    )
  }

  #addGround(description: InstanceType<typeof RAPIER.ColliderDesc>, friction: number): void {
    this.#world.createCollider(
      description
        .setFriction(friction)
        .setFrictionCombineRule(RAPIER.CoefficientCombineRule.Max)
        .setCollisionGroups(GROUND_GROUPS),
      // Not the anchor: a body does not collide with what it is tied to.
      this.#world.createRigidBody(RAPIER.RigidBodyDesc.fixed()),
    )
  }

  /** A link at rest at (x, z), with the mass properties given rather than those of its shapes. */
  addLink(
    x: number,
    z: number,
    mass: { mass: number; x: number; z: number; inertia: number },
    shapes: readonly LinkShape[],
  ): LinkHandle {
    const body = this.#world.createRigidBody(
      RAPIER.RigidBodyDesc.dynamic()
        .setTranslation(x, 0, z)
        .setCanSleep(false)
        .enabledRotations(false, true, false),
    )
    for (const shape of shapes) this.#addShape(body, shape)
    const { inertia } = mass
    body.setAdditionalMassProperties(
      mass.mass,
      { x: mass.x, y: 0, z: mass.z },
      { x: inertia, y: inertia, z: inertia },
      { x: 0, y: 0, z: 0, w: 1 },
      true,
    )
    body.recomputeMassPropertiesFromColliders()
    return body.handle
  }

  #addShape(body: RigidBody, shape: LinkShape): void {
    this.#world.createCollider(
      RAPIER.ColliderDesc.capsule(shape.halfLength, shape.radius)
        .setTranslation(shape.x, 0, shape.z)
        .setRotation(capsuleRotation(shape.angle))
        .setDensity(0)
        .setFriction(shape.friction)
        .setFrictionCombineRule(RAPIER.CoefficientCombineRule.Max)
        .setCollisionGroups(BODY_GROUPS),
      body,
    )
  }

  /**
   * Takes the shapes of links away and gives them new ones, so that the solver forgets their contacts: it would
   * otherwise start from the impulses of the last ones, and a body that is put elsewhere would remember its past.
   */
  renewShapes(links: readonly LinkHandle[], shapes: readonly (readonly LinkShape[])[]): void {
    const bodies = links.map((link) => this.#world.getRigidBody(link))
    // Backwards, as freed places are taken again last first: the new shapes stand where the old ones stood.
    for (const body of bodies.toReversed())
      for (let i = body.numColliders() - 1; i >= 0; i--) this.#world.removeCollider(body.collider(i), false)
    bodies.forEach((body, i) => {
      for (const shape of shapes[i]) this.#addShape(body, shape)
    })
  }

  /** Ties a root link to the plane y = 0. */
  tieToPlane(link: LinkHandle): void {
    const origin = { x: 0, y: 0, z: 0 }
    const data = RAPIER.JointData.generic(origin, origin, { x: 1, y: 0, z: 0 }, RAPIER.JointAxesMask.LinY)
    const body = this.#world.getRigidBody(link)
    this.#world.createImpulseJoint(data, this.#anchor, body, true).setContactsEnabled(false)
  }

  /** A hinge about `axis` × y between a parent and a child link, with a motor that `setMotor` drives. */
  addHinge(
    parent: LinkHandle,
    child: LinkHandle,
    anchors: { parent: { x: number; z: number }; child: { x: number; z: number } },
    axis: 1 | -1,
    range: readonly [number, number],
  ): HingeHandle {
    const { LinX, LinY, LinZ } = RAPIER.JointAxesMask
    const data = RAPIER.JointData.generic(
      { x: anchors.parent.x, y: 0, z: anchors.parent.z },
      { x: anchors.child.x, y: 0, z: anchors.child.z },
      { x: 0, y: axis, z: 0 },
      LinX | LinY | LinZ,
    )
    const world = this.#world
    const joint = world.createImpulseJoint(data, world.getRigidBody(parent), world.getRigidBody(child), true)
    joint.setContactsEnabled(false)
    const { raw } = world.impulseJoints
    raw.jointSetLimits(joint.handle, HINGE_AXIS, range[0], range[1])
    raw.jointConfigureMotorModel(joint.handle, HINGE_AXIS, FORCE_BASED)
    return joint.handle
  }

  /** Torque = factor × (velocity − the hinge's velocity), N·m, solved together with everything else. */
  setMotor(hinge: HingeHandle, velocity: number, factor: number): void {
    this.#world.impulseJoints.raw.jointConfigureMotorVelocity(hinge, HINGE_AXIS, velocity, factor)
  }

  /** One world step. Goes past `World.step`, which allocates and looks for soft bodies that are not there. */
  step(): void {
    const world = this.#world
    world.physicsPipeline.raw.step(
      this.#gravity,
      world.integrationParameters.raw,
      world.islands.raw,
      world.broadPhase.raw,
      world.narrowPhase.raw,
      world.bodies.raw,
      world.colliders.raw,
      world.softBodies.raw,
      world.impulseJoints.raw,
      world.multibodyJoints.raw,
      world.ccdSolver.raw,
    )
  }

  /** The link's rotation as a quaternion [x, y, z, w], of which x and z stay 0; valid until the next call. */
  rotation(link: LinkHandle): Float32Array {
    this.#world.bodies.raw.rbRotation(link, this.#scratch4)
    return this.#scratch4
  }

  /** [x, y, z] of the link's origin; valid until the next call. */
  translation(link: LinkHandle): Float32Array {
    this.#world.bodies.raw.rbTranslation(link, this.#scratch3)
    return this.#scratch3
  }

  /** [x, y, z] velocity of the link's centre of mass, m/s; valid until the next call. */
  linearVelocity(link: LinkHandle): Float32Array {
    this.#world.bodies.raw.rbLinvel(link, this.#scratch3)
    return this.#scratch3
  }

  /** Rate of rotation about +y, rad/s. */
  angularVelocity(link: LinkHandle): number {
    this.#world.bodies.raw.rbAngvel(link, this.#scratch3)
    return this.#scratch3[1]
  }

  /** Puts a link's origin at (x, z), turned by the quaternion (0, qy, 0, qw). */
  place(link: LinkHandle, x: number, z: number, qy: number, qw: number): void {
    const { raw } = this.#world.bodies
    raw.rbSetTranslation(link, x, 0, z, true)
    raw.rbSetRotation(link, 0, qy, 0, qw, true)
  }

  /** Velocity of the link's centre of mass (m/s) and rate of rotation about +y (rad/s). */
  setVelocity(link: LinkHandle, vx: number, vz: number, omega: number): void {
    const body = this.#world.getRigidBody(link)
    body.setLinvel({ x: vx, y: 0, z: vz }, true)
    body.setAngvel({ x: 0, y: omega, z: 0 }, true)
  }

  free(): void {
    if (this.#freed) return
    this.#freed = true
    this.#gravity.free()
    this.#world.free()
  }
}
