import { createGenerator } from '../../src/gym/seeding.js'
import { makeVec, type VectorEnv } from '../../src/gym/index.js'
import { bodies, hinges, LocomotionEnv, type BodyDescription } from '../../src/sim/index.js'
import { MujocoBody } from './mujoco.js'
import { printTable } from './table.js'

const STEPS = 640
const ROUNDS = 6

/** Torques held for a few steps each, so that the bodies move, fall and lie about as they do in training. */
function torques(body: BodyDescription): Float32Array[] {
  const generator = createGenerator(1)
  const size = hinges(body).length
  let action = new Float32Array(size)
  return Array.from({ length: STEPS }, (_, step) => {
    if (step % 4 === 0) action = Float32Array.from({ length: size }, () => generator.uniform(-1, 1))
    return action
  })
}

/** Processor time of a run, s. */
function seconds(run: () => void): number {
  const before = process.cpuUsage().user
  run()
  return (process.cpuUsage().user - before) / 1e6
}

/** Steps of one lane a second of processor time, of 16 lanes together. */
function laneSteps(
  id: string,
  body: BodyDescription,
  vectorizationMode: 'sync' | 'vectorEntryPoint',
): number {
  const lanes = 16
  const steps = STEPS / lanes
  const envs = makeVec(id, { numEnvs: lanes, vectorizationMode, disableEnvChecker: true }) as VectorEnv
  const actions = torques(body).map((action) =>
    Float32Array.from(Array.from({ length: lanes }, () => [...action]).flat()),
  )
  let best = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    envs.reset({ seed: 1 })
    best = Math.min(
      best,
      seconds(() => actions.slice(0, steps).forEach((action) => envs.step(action))),
    )
  }
  envs.close()
  return (steps * lanes) / best
}

/** Environment steps a second of processor time, one thread, beside MuJoCo's WebAssembly in the same run. */
export default function sim(): void {
  const rows = Object.values(bodies).map((body) => {
    const id = body.envId
    const actions = torques(body)
    const env = new LocomotionEnv(body)
    const mujoco = new MujocoBody(body)
    let ours = Infinity
    let theirs = Infinity
    // In turn, and the best of each: what else the machine does then hits both alike.
    for (let round = 0; round < ROUNDS; round++) {
      env.reset({ seed: 1 })
      ours = Math.min(
        ours,
        seconds(() => actions.forEach((action) => env.step(action))),
      )
      const { qpos, qvel } = env.state()
      mujoco.setState(qpos, qvel)
      theirs = Math.min(
        theirs,
        seconds(() => {
          for (const action of actions) {
            mujoco.step(action)
            Float32Array.from([...mujoco.positions.slice(1), ...mujoco.velocities])
          }
        }),
      )
    }
    env.close()
    mujoco.free()
    const apart = laneSteps(id, body, 'sync')
    const together = laneSteps(id, body, 'vectorEntryPoint')
    return [
      id,
      Math.round(STEPS / ours),
      Math.round(STEPS / theirs),
      `×${(theirs / ours).toFixed(2)}`,
      Math.round(apart),
      Math.round(together),
      `×${(together / apart).toFixed(2)}`,
    ]
  })
  printTable(
    ['environment', 'steps/s', 'MuJoCo WASM', 'ratio', '16 worlds', '16 in one world', 'ratio'],
    rows,
  )
}
