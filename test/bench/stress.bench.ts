import { createGenerator } from '../../src/gym/seeding.js'
import { bodies, hinges, LocomotionEnv, type Body } from '../../src/sim/index.js'
import { printTable } from './table.js'

const EPISODES = 100
const STEPS = 1000

/** Half of the episodes under uniform torque, half under bang-bang torque held for one to eight steps. */
function stress(body: Body): (string | number)[] {
  const env = new LocomotionEnv(
    body,
    'terminateWhenUnhealthy' in (body.tasks[body.envId].options ?? {})
      ? { terminateWhenUnhealthy: false }
      : {},
  )
  const joints = hinges(body)
  const generator = createGenerator(1)
  const action = new Float32Array(joints.length)
  const drifts: number[] = []
  let [broken, frozen, excess] = [0, 0, 0]
  for (let episode = 0; episode < EPISODES; episode++) {
    let [last] = env.reset({ seed: episode })
    let stillFor = 0
    for (let step = 0; step < STEPS; step++) {
      if (episode % 2 === 0) action.forEach((_, j) => (action[j] = generator.uniform(-1, 1)))
      else if (step % (1 + (episode % 8)) === 0)
        action.forEach((_, j) => (action[j] = generator.uniform() < 0.5 ? -1 : 1))
      const [observation] = env.step(action)
      if (!observation.every(Number.isFinite)) broken += 1
      stillFor = observation.every((value, i) => value === last[i]) ? stillFor + 1 : 0
      if (stillFor === 10) frozen += 1
      last = observation
      drifts.push(env.hingeDrift())
      joints.forEach(({ range: [low, high] }, j) => {
        const angle = observation[2 + j]
        excess = Math.max(excess, angle - high, low - angle)
      })
    }
  }
  env.close()
  drifts.sort((a, b) => a - b)
  return [
    body.name,
    broken,
    frozen,
    `${(1000 * drifts[drifts.length >> 1]).toFixed(2)} / ${(1000 * drifts[drifts.length - 1]).toFixed(1)} mm`,
    `${((excess * 180) / Math.PI).toFixed(1)}°`,
  ]
}

/** What the hardest torques do to the bodies: 100 episodes of 1000 steps each, without termination. */
export default function stressBodies(): void {
  printTable(
    ['body', 'steps with NaN', 'frozen', 'hinge drift, median / worst', 'limits overshot by'],
    Object.values(bodies).map(stress),
  )
}
