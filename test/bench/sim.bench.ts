import { createGenerator } from '../../src/gym/seeding.js'
import { bodies, hinges, LocomotionEnv, type BodyDescription } from '../../src/sim/index.js'
import { MujocoBody } from './mujoco.js'
import { printTable } from './table.js'

const STEPS = 600
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

/** Environment steps a second of processor time, one thread, beside MuJoCo's WebAssembly in the same run. */
export default function sim(): void {
  const rows = Object.entries(bodies).map(([id, body]) => {
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
    return [id, Math.round(STEPS / ours), Math.round(STEPS / theirs), `×${(theirs / ours).toFixed(2)}`]
  })
  printTable(['environment', 'Rapier, steps/s', 'MuJoCo WASM, steps/s', 'ratio'], rows)
}
