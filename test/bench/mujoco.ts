import load from '@mujoco/mujoco'
import type { MjData, MjModel } from '@mujoco/mujoco'
import type { BodyDescription, Link } from '../../src/sim/body.js'

const mujoco = await load()

/** What MuJoCo is told beside the body itself: contact softness and integrator of Gymnasium's v5 files. */
const settings: Record<string, { option: string; geom: string; joint: string; compiler: string }> = {
  hopper: {
    option: 'integrator="RK4"',
    compiler: '',
    geom: 'conaffinity="1" condim="1" contype="1" margin="0.001" solimp=".8 .8 .01" solref=".02 1"',
    joint: '',
  },
  walker2d: {
    option: 'integrator="RK4"',
    compiler: '',
    geom: 'conaffinity="0" condim="3" contype="1"',
    joint: '',
  },
  cheetah: {
    option: '',
    compiler: 'settotalmass="14"',
    geom: 'conaffinity="0" condim="3" contype="1" solimp="0.0 0.8 0.01" solref="0.02 1"',
    joint: 'solimplimit="0 .8 .03" solreflimit=".02 1"',
  },
}

function linkXml(body: BodyDescription, link: Link): string {
  const { hinge } = link
  const z = link.parent === undefined ? body.restHeight : link.z
  const joints = hinge
    ? `<joint name="${hinge.name}" type="hinge" axis="0 ${hinge.axis} 0" pos="${hinge.x} 0 ${hinge.z}" limited="true" range="${hinge.range.join(' ')}" damping="${hinge.damping}" armature="${hinge.armature}" stiffness="${hinge.stiffness}"/>`
    : `<joint type="slide" axis="1 0 0" armature="0" damping="0" stiffness="0" limited="false"/>
       <joint type="slide" axis="0 0 1" armature="0" damping="0" stiffness="0" limited="false" ref="${body.restObservation}"/>
       <joint type="hinge" axis="0 1 0" armature="0" damping="0" stiffness="0" limited="false"/>`
  const geoms = link.capsules.map(
    ({ x, z: cz, angle, radius, halfLength, friction }) =>
      `<geom type="capsule" pos="${x} 0 ${cz}" axisangle="0 1 0 ${angle}" size="${radius} ${halfLength}" friction="${friction} .1 .1"/>`,
  )
  const children = body.links.filter(({ parent }) => parent === link.name)
  return `<body name="${link.name}" pos="${link.x} 0 ${z}">${joints}${geoms.join('')}${children
    .map((child) => linkXml(body, child))
    .join('')}</body>`
}

/** Our own MJCF of a body, from the same description that Rapier gets. */
export function mjcf(body: BodyDescription): string {
  const { option, geom, joint, compiler } = settings[body.name]
  const motors = body.links.flatMap(({ hinge }) =>
    hinge ? [`<motor joint="${hinge.name}" gear="${hinge.gear}" ctrllimited="true" ctrlrange="-1 1"/>`] : [],
  )
  return `<mujoco><compiler angle="radian" inertiafromgeom="true" ${compiler}/>
    <option timestep="${body.frameTime}" gravity="0 0 -9.81" ${option}/>
    <default><joint ${joint}/><geom density="${body.density}" ${geom}/></default>
    <worldbody><geom name="floor" type="plane" size="40 40 40" condim="3" conaffinity="1" friction="${body.groundFriction} .1 .1"/>
    ${linkXml(body, body.links[0])}</worldbody><actuator>${motors.join('')}</actuator></mujoco>`
}

/** One body in MuJoCo, with positions and velocities in the same order as ours. */
export class MujocoBody {
  #model: MjModel
  #data: MjData

  constructor(
    readonly body: BodyDescription,
    xml = mjcf(body),
  ) {
    this.#model = mujoco.MjModel.from_xml_string(xml) as MjModel
    this.#data = new mujoco.MjData(this.#model)
  }

  get positions(): Float64Array {
    return this.#data.qpos as Float64Array
  }

  get velocities(): Float64Array {
    return this.#data.qvel as Float64Array
  }

  setState(positions: ArrayLike<number>, velocities: ArrayLike<number>): void {
    mujoco.mj_resetData(this.#model, this.#data)
    this.positions.set(Array.from(positions))
    this.velocities.set(Array.from(velocities))
    mujoco.mj_forward(this.#model, this.#data)
  }

  /** One step of the environment: `frameSkip` frames. */
  step(action: ArrayLike<number>): void {
    this.#data.ctrl.set(Array.from(action))
    for (let frame = 0; frame < this.body.frameSkip; frame++) mujoco.mj_step(this.#model, this.#data)
  }

  free(): void {
    this.#data.delete()
    this.#model.delete()
  }
}
