import { createGenerator } from '../../src/gym/seeding.js'
import { bodies, hinges, LocomotionEnv, type Body } from '../../src/sim/index.js'
import { MujocoBody } from './mujoco.js'
import { printTable } from './table.js'

const CHECKPOINTS = [5, 10, 20, 50]
const SEEDS = 8

const rms = (squares: number, count: number) => Math.sqrt(squares / count)

/** The same random torques from the same state, RMS differences of positions / velocities after so many steps. */
function torqueReplay(body: Body, amplitude: number): string[] {
  const env = new LocomotionEnv(body)
  const mujoco = new MujocoBody(body)
  const sums = CHECKPOINTS.map(() => ({ positions: 0, velocities: 0, count: 0 }))
  for (let seed = 0; seed < SEEDS; seed++) {
    const generator = createGenerator(100 + seed)
    env.reset({ seed })
    const start = env.state()
    env.setState(start.qpos, start.qvel)
    mujoco.setState(start.qpos, start.qvel)
    for (let step = 1; step <= Math.max(...CHECKPOINTS); step++) {
      const action = Float32Array.from(
        { length: hinges(body).length },
        () => amplitude * generator.uniform(-1, 1),
      )
      env.step(action)
      mujoco.step(action)
      const sum = sums[CHECKPOINTS.indexOf(step)]
      if (!sum) continue
      const { qpos, qvel } = env.state()
      qpos.forEach((value, i) => (sum.positions += (value - mujoco.positions[i]) ** 2))
      qvel.forEach((value, i) => (sum.velocities += (value - mujoco.velocities[i]) ** 2))
      sum.count += qpos.length
    }
  }
  env.close()
  mujoco.free()
  return sums.map(
    ({ positions, velocities, count }) =>
      `${rms(positions, count).toFixed(3)}/${rms(velocities, count).toFixed(2)}`,
  )
}

/** Runs both without torque from one state; `watch` sees positions after every step. */
function passive(
  body: Body,
  steps: number,
  begin: (qpos: Float64Array, qvel: Float64Array) => void,
  watch: (ours: Float64Array, theirs: Float64Array, step: number) => void,
): void {
  const env = new LocomotionEnv(body, { resetNoiseScale: 0 })
  const mujoco = new MujocoBody(body)
  env.reset({ seed: 0 })
  const { qpos, qvel } = env.state()
  begin(qpos, qvel)
  env.setState(qpos, qvel)
  mujoco.setState(qpos, qvel)
  const idle = new Float32Array(hinges(body).length)
  for (let step = 1; step <= steps; step++) {
    env.step(idle)
    mujoco.step(idle)
    watch(env.state().qpos, mujoco.positions, step)
  }
  env.close()
  mujoco.free()
}

/** Largest difference in height over a free fall of half a second, mm. */
function freeFall(body: Body): string {
  const steps = Math.round(0.5 / (body.frameTime * body.frameSkip))
  let worst = 0
  passive(
    body,
    steps,
    (qpos) => (qpos[1] += 3),
    (ours, theirs) => (worst = Math.max(worst, Math.abs(ours[1] - theirs[1]))),
  )
  return `${(1000 * worst).toFixed(1)} mm`
}

/** Passes of a signal through a level, s after the start. */
class Crossings {
  readonly times: number[] = []
  #last: number

  constructor(
    readonly level: number,
    start: number,
    readonly dt: number,
  ) {
    this.#last = start
  }

  observe(value: number, step: number): void {
    if (this.#last > this.level !== value > this.level)
      this.times.push((step - 1 + (this.#last - this.level) / (this.#last - value)) * this.dt)
    this.#last = value
  }
}

/** Largest difference of two lists of times, as a share of the time. */
function offBy({ times: ours }: Crossings, { times: theirs }: Crossings): string {
  const pairs = Math.min(ours.length, theirs.length)
  if (pairs === 0) return 'never'
  const off = theirs.slice(0, pairs).map((time, i) => Math.abs(ours[i] - time) / time)
  return `${(100 * Math.max(...off)).toFixed(1)} %`
}

/** The first hinge, bent and let go in the air, swings on its spring: how far apart the times of its passes are. */
function swing(body: Body): string {
  const dt = body.frameTime * body.frameSkip
  const bent = 0.8 * hinges(body)[0].range[1]
  const pair = [0, 1].map(() => new Crossings(0, bent, dt))
  passive(
    body,
    Math.round(0.8 / dt),
    (qpos) => {
      qpos[1] += 5
      qpos[3] = bent
    },
    (ours, theirs, step) => [ours, theirs].forEach((state, k) => pair[k].observe(state[3], step)),
  )
  return `swing, times off by ${offBy(pair[0], pair[1])}`
}

/** The first hinge, pushed in the air, is slowed by its damping and armature: how much farther or less far it goes. */
function coast(body: Body): string {
  const [low, high] = hinges(body)[0].range
  const middle = (low + high) / 2
  let travelled: [number, number] = [0, 0]
  passive(
    body,
    Math.round(0.2 / (body.frameTime * body.frameSkip)),
    (qpos, qvel) => {
      qpos[1] += 5
      qpos[3] = middle
      qvel[3] = 4
    },
    (ours, theirs) => (travelled = [ours[3] - middle, theirs[3] - middle]),
  )
  return `coast, way off by ${(100 * Math.abs(travelled[0] / travelled[1] - 1)).toFixed(1)} %`
}

/** Distance that the body slides on its belly from 4 m/s: ours beside MuJoCo's. */
function slide(body: Body): string {
  let distances: [number, number] = [0, 0]
  passive(
    body,
    Math.round(2.5 / (body.frameTime * body.frameSkip)),
    (qpos, qvel) => {
      // What stands upright lies down on its back first; the cheetah lands on its feet as it is.
      if (body.costume === 'machine') {
        qpos[1] += 0.2 - body.restObservation
        qpos[2] = -Math.PI / 2
      }
      qvel[0] = 4
    },
    (ours, theirs) => (distances = [ours[0], theirs[0]]),
  )
  return `${distances[0].toFixed(2)} / ${distances[1].toFixed(2)} m`
}

/** How near to MuJoCo the bodies are. */
export default function fidelity(): void {
  console.log('Torque replay: RMS difference to MuJoCo, positions / velocities, after so many steps.\n')
  printTable(
    ['body, amplitude', ...CHECKPOINTS.map((step) => `${step} steps`)],
    [0.3, 1].flatMap((amplitude) =>
      Object.values(bodies).map((body) => [`${body.name}, ${amplitude}`, ...torqueReplay(body, amplitude)]),
    ),
  )
  console.log('\nWithout torque.\n')
  printTable(
    ['body', 'free fall 0.5 s, worst', 'first hinge in the air', 'slide from 4 m/s, Rapier / MuJoCo'],
    Object.values(bodies).map((body) => [
      body.name,
      freeFall(body),
      hinges(body)[0].stiffness > 0 ? swing(body) : coast(body),
      slide(body),
    ]),
  )
}
