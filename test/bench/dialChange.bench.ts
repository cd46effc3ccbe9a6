import { Watchdog } from '../../src/game/index.js'
import { make } from '../../src/gym/index.js'
import type { LocomotionEnv } from '../../src/sim/index.js'
import '../../src/sim/register.js'
import { DialAgents } from '../../src/skill/dialAgents.js'
import { DialCurve, EVALUATION_SEEDS, loadDialable, seedsFrom } from '../../src/skill/index.js'
import { mean, median } from '../../src/skill/statistics.js'
import { printTable } from './table.js'

const LEVELS = [20, 50, 80]
/** Seconds before the dial is turned, and after. */
const BEFORE = 6
const AFTER = 6
/** Speed is the mean over so many seconds around a moment: a body is faster and slower within a stride. */
const AROUND = 0.5
/** How close to the new steady speed counts as there, as a share of the dial's range of speeds. */
const CLOSE = 0.1

interface Run {
  from: number
  to: number
  seed: number
}

/** What became of a run: its way up to its end, and whether that was a flip or a fall. */
interface Played extends Run {
  xs: number[]
  failed: boolean
}

/**
 * Turns the dial in the middle of a run, for all pairs of skills 20, 50 and 80: time until the speed is within 10 % (of
 * the dial's range of speeds) of that of runs that had the new skill all along, and how far it goes beyond.
 *
 *     npm run bench -- dialChange [MODEL] [SEEDS]
 */
export default async function dialChange([
  model = 'assets/models/cheetah',
  seedCount = '10',
]: readonly string[]): Promise<void> {
  const checkpoint = await loadDialable(model)
  const { envId, contextLength } = checkpoint.gaitway
  const seeds = seedsFrom(EVALUATION_SEEDS, 50_000_000, Number(seedCount))
  const pairs = LEVELS.flatMap((from) => LEVELS.filter((to) => to !== from).map((to) => [from, to]))
  const held = [0, ...LEVELS, 100].map((skill) => [skill, skill])

  const { dt } = make(envId).unwrapped as LocomotionEnv
  const turnAt = Math.round(BEFORE / dt)
  const half = Math.round(AROUND / 2 / dt)
  const played = [...held, ...pairs].flatMap(([from, to]) => {
    const runs = seeds.map((seed) => ({ from, to, seed }))
    return play(checkpoint, runs, { envId, dt, turnAt, steps: turnAt + Math.round(AFTER / dt) + half })
  })

  const all = (from: number, to: number) => played.filter((run) => run.from === from && run.to === to)
  /** Those that lasted. */
  const of = (from: number, to: number) => all(from, to).filter(({ failed }) => !failed)
  const speed = ({ xs }: Played, step: number) => (xs[step + half] - xs[step - half]) / (2 * half * dt)
  /** Of the runs that had this skill all along, after the moment at which others were turned. */
  const steady = new Map(
    held.map(([skill]) => [
      skill,
      meanOrNone(
        of(skill, skill).map(({ xs }) => (xs[xs.length - 1] - xs[turnAt]) / ((xs.length - 1 - turnAt) * dt)),
      ),
    ]),
  )
  const speeds = [...steady.values()].filter(Number.isFinite)
  const range = Math.max(...speeds) - Math.min(...speeds)
  const moments = Array.from({ length: Math.round(AFTER / dt) }, (_, i) => turnAt + i)

  const rows = pairs.map(([from, to]) => {
    const wanted = steady.get(to)!
    const runs = of(from, to)
    const fallen = all(from, to).length - runs.length
    if (runs.length === 0 || Number.isNaN(wanted)) return [`${from} → ${to}`, '–', '–', '–', '–', '–', fallen]
    const times = runs.map((run) => {
      const first = moments.find((step) => Math.abs(speed(run, step) - wanted) <= CLOSE * range)
      return first === undefined ? Infinity : (first - turnAt) * dt
    })
    const beyond = runs.map((run) =>
      Math.max(...moments.map((step) => (Math.sign(to - from) * (speed(run, step) - wanted)) / range)),
    )
    return [
      `${from} → ${to}`,
      `${steady.get(from)!.toFixed(2)} → ${wanted.toFixed(2)}`,
      `${median(times).toFixed(2)} s`,
      `${Math.max(...times).toFixed(2)} s`,
      `${(100 * median(beyond)).toFixed(0)} %`,
      `${(100 * Math.max(...beyond)).toFixed(0)} %`,
      fallen,
    ]
  })
  console.log(
    `${model}: ${seeds.length} runs each, turned after ${BEFORE} s; context ${(contextLength * dt).toFixed(2)} s; ` +
      `speeds: ${held.map(([skill]) => `${steady.get(skill)!.toFixed(2)} m/s at skill ${skill} (${all(skill, skill).filter(({ failed }) => failed).length} failed)`).join(', ')}\n`,
  )
  printTable(
    ['skill', 'm/s', 'there after, median', 'worst', 'beyond it, median', 'worst', 'flips and falls'],
    rows,
  )
  const wobble = held
    .flatMap(([skill]) => of(skill, skill))
    .map((run) => Math.max(...moments.map((step) => Math.abs(speed(run, step) - steady.get(run.to)!))))
  console.log(
    `\nruns that keep their skill stray from its speed by ${((100 * Math.max(...wobble)) / range).toFixed(0)} % at most`,
  )
}

function meanOrNone(values: readonly number[]): number {
  return values.length > 0 ? mean(values) : Number.NaN
}

function play(
  checkpoint: Awaited<ReturnType<typeof loadDialable>>,
  runs: readonly Run[],
  { envId, dt, turnAt, steps }: { envId: string; dt: number; turnAt: number; steps: number },
): Played[] {
  const curve = DialCurve.fromCheckpoint(checkpoint.gaitway)
  const agents = new DialAgents(
    checkpoint,
    runs.map(({ from }) => curve.ask(from).promptedReturn),
  )
  const envs = runs.map(() => make(envId, { maxEpisodeSteps: steps }))
  const dogs = runs.map(() => new Watchdog({ controlStep: dt }))
  const played = runs.map((run): Played => ({ ...run, xs: [0], failed: false }))
  const observations = runs.map(({ seed }, lane) => envs[lane].reset({ seed })[0])
  agents.reset()
  for (let step = 0; step < steps; step++) {
    if (step === turnAt) for (const [lane, { to }] of runs.entries()) agents.turn(lane, curve.ask(to))
    const actions = agents.act(observations)
    agents.observe(
      actions.map((action, lane) => {
        const run = played[lane]
        if (run.failed) {
          return { action, reward: 0, terminated: true, truncated: false }
        }
        const [observation, reward, terminated, truncated, info] = envs[lane].step(action)
        observations[lane] = observation
        const x = Number(info.x_position)
        run.xs.push(x)
        const [z, pitch] = observation
        run.failed = dogs[lane].look({ x, z, pitch, reward, terminated }) !== 'fine'
        return { action, reward, terminated, truncated }
      }),
    )
  }
  for (const env of envs) env.close()
  return played
}
