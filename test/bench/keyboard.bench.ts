import { createGenerator, make, type Generator } from '../../src/gym/index.js'
import { makeKeyboard } from '../../src/policies/index.js'
import { bodies, type LocomotionEnv } from '../../src/sim/index.js'
import { printTable } from './table.js'

/** How long a person plays, s, and how exactly they hit the moment that they mean, s. */
const PLAY = 30
const JITTER = 0.04

/** Times at which the key goes down, up, down, …, in s. */
type Pattern = (random: Generator) => number[]

const every = (period: number, held: number): Pattern => {
  return () =>
    Array.from({ length: Math.ceil(PLAY / period) }, (_, i) => [i * period, i * period + held]).flat()
}

const patterns: Readonly<Record<string, Pattern>> = {
  hold: () => [0],
  'hold 5 s, let go 3 s': every(8, 5),
  'twice a second': every(0.5, 0.3),
  'rhythm changes': () => {
    const times: number[] = []
    for (let t = 0; t < PLAY;) {
      const period = Math.floor(t / 5) % 2 === 0 ? 0.4 : 1.2
      times.push(t, t + 0.6 * period)
      t += period
    }
    return times
  },
  'at random': (random) => {
    const times: number[] = []
    for (let t = 0; t < PLAY; t += random.uniform(0.15, 3)) times.push(t)
    return times
  },
}

/**
 * People of straw at the key that runs, 30 s each: how many fall, and how far they get.
 *
 *     npm run bench -- keyboard [PEOPLE]
 */
export default async function keyboard([people = '20']: readonly string[]): Promise<void> {
  for (const { envId, name } of Object.values(bodies)) {
    const rows = Object.entries(patterns).map(([title, pattern]) => {
      const played = Array.from({ length: Number(people) }, (_, seed) => play(envId, pattern, seed))
      const fallen = played.filter(({ fell }) => fell).length
      const way = played.reduce((sum, { x }) => sum + x, 0) / played.length
      return [title, `${fallen} of ${played.length}`, way.toFixed(0)]
    })
    console.log(`\n${name}, hold to run`)
    printTable(['the key', 'falls', 'm'], rows)
  }
}

function play(envId: string, pattern: Pattern, seed: number): { fell: boolean; x: number } {
  const env = make(envId).unwrapped as LocomotionEnv
  const random = createGenerator(seed)
  const human = makeKeyboard('throttle', envId)
  const edges = pattern(random).map((time) => 1000 * (time + random.uniform(0, JITTER)))
  let [observation] = env.reset({ seed: 40_000_000 + seed })
  let edge = 0
  let x = 0
  let fell = false
  for (let time = 0; time < PLAY && !fell; time += env.dt) {
    for (; edges[edge] < 1000 * (time + env.dt); edge++) human.key('ArrowRight', edge % 2 === 0, edges[edge])
    const [next, , terminated, , info] = env.step(human.act(observation))
    observation = next
    x = info.x_position as number
    fell = terminated || Math.abs(env.pitch) > Math.PI / 2
  }
  env.close()
  return { fell, x }
}
