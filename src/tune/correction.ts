import type { Generator } from '../gym/index.js'
import type { CorrectionSettings } from '../sim/index.js'
import { correctionNetwork, gaitSizes, type GaitWeights } from '../policies/index.js'
import { type AdamState, adamStep, newAdam } from './adam.js'
import type { Crew } from './tasks.js'
import { type Learner, type Steps, type Trajectory, valueNetwork } from './trajectory.js'

/** What learning keeps between two iterations beside the gait; plain JSON. */
export interface CorrectionState {
  value: number[]
  logDeviation: number[]
  stepSize: number
  adam: { correction: AdamState; value: AdamState; deviation: AdamState }
}

/** Parts of an update that are computed side by side; fixed, since the order of a sum changes its bits. */
const SHARDS = 4

/** Gives the gait a correction that does nothing yet, and starts to learn it. */
export function beginCorrection(
  gait: GaitWeights,
  { hidden, noise, stepSize, stand }: CorrectionSettings,
  random: Generator,
): CorrectionState {
  if (stand !== undefined) gait.knots = [gait.knots[0].map((weight) => stand * weight), ...gait.knots]
  const { rows } = gaitSizes(gait)
  const network = correctionNetwork(gait, hidden)
  gait.correction = {
    hidden: [...hidden],
    parameters: initial([network.inputs, ...hidden, network.outputs], 0.01, random),
  }
  const valuing = valueNetwork(gait, hidden)
  return {
    value: initial([valuing.inputs, ...hidden, 1], 0.1, random),
    logDeviation: Array.from({ length: rows }, () => Math.log(noise[0])),
    stepSize,
    adam: {
      correction: newAdam(network.parameters),
      value: newAdam(valuing.parameters),
      deviation: newAdam(rows),
    },
  }
}

/** Normal weights of variance 2 / inputs (He et al., 2015), smaller at the output; biases 0. */
function initial(sizes: readonly number[], outputScale: number, random: Generator): number[] {
  return sizes.slice(1).flatMap((outputs, l) => {
    const scale = Math.sqrt(2 / sizes[l]) * (l === sizes.length - 2 ? outputScale : 1)
    return Array.from({ length: outputs * (sizes[l] + 1) }, (_, i) =>
      i < outputs * sizes[l] ? scale * random.normal() : 0,
    )
  })
}

/** One iteration: lets the gait run, and learns from what it did. `done`: share of the iterations before it. */
export async function iterateCorrection(
  gait: GaitWeights,
  state: CorrectionState,
  settings: CorrectionSettings,
  done: number,
  random: Generator,
  crew: Pick<Crew, 'trajectory' | 'gradient'>,
): Promise<{ score: number; falls: number; steps: number }> {
  const { hidden, reward, discount, decay, commands, commandLasts, steps } = settings
  gait.ramp = settings.ramp
  if (settings.governor) gait.governor = settings.governor
  const { logDeviation } = state
  const learner: Learner = {
    gait,
    value: { hidden, parameters: Float64Array.from(state.value) },
    logDeviation,
  }
  const trajectories = await Promise.all(
    Array.from({ length: settings.lanes }, () =>
      crew.trajectory({
        ...learner,
        reward,
        discount,
        decay,
        commands,
        commandLasts,
        seed: random.bits(),
        steps,
      }),
    ),
  )
  const divergence = await learn(gait, state, settings, done, random, crew, together(trajectories))
  steer(state, settings, done, divergence)
  const total = (read: (trajectory: Trajectory) => number) =>
    trajectories.reduce((sum, trajectory) => sum + read(trajectory), 0)
  return {
    score: total(({ score }) => score) / trajectories.length,
    falls: total(({ falls }) => falls),
    steps: steps * trajectories.length,
  }
}

function eachColumn(make: (name: keyof Steps) => Float64Array): Steps {
  return {
    inputs: make('inputs'),
    valueInputs: make('valueInputs'),
    added: make('added'),
    logDensity: make('logDensity'),
    advantages: make('advantages'),
    returns: make('returns'),
  }
}

/** All steps of all lanes, with normalised advantages. */
function together(trajectories: readonly Trajectory[]): Steps {
  const steps = eachColumn((name) => {
    const size = trajectories[0][name].length
    const all = new Float64Array(size * trajectories.length)
    trajectories.forEach((trajectory, i) => all.set(trajectory[name], i * size))
    return all
  })
  const { advantages } = steps
  const mean = advantages.reduce((sum, value) => sum + value, 0) / advantages.length
  const variance = advantages.reduce((sum, value) => sum + (value - mean) ** 2, 0) / advantages.length
  const scale = 1 / (Math.sqrt(variance) + 1e-8)
  return { ...steps, advantages: advantages.map((value) => (value - mean) * scale) }
}

function rowsOf(steps: Steps, rows: Int32Array): Steps {
  const count = steps.returns.length
  return eachColumn((name) => {
    const size = steps[name].length / count
    const some = new Float64Array(size * rows.length)
    rows.forEach((row, i) => some.set(steps[name].subarray(row * size, (row + 1) * size), i * size))
    return some
  })
}

/** Returns the divergence per step in the last epoch. */
async function learn(
  gait: GaitWeights,
  state: CorrectionState,
  settings: CorrectionSettings,
  done: number,
  random: Generator,
  crew: Pick<Crew, 'trajectory' | 'gradient'>,
  steps: Steps,
): Promise<number> {
  const count = steps.returns.length
  const order = Int32Array.from({ length: count }, (_, i) => i)
  const correction = Float64Array.from(gait.correction?.parameters ?? [])
  const value = Float64Array.from(state.value)
  const logDeviation = Float64Array.from(state.logDeviation)
  const leastLog = Math.log(settings.noise[1])
  const { hidden } = settings
  let divergence = 0
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    random.shuffle(order)
    divergence = 0
    for (let from = 0; from < count; from += settings.batch) {
      const rows = order.subarray(from, from + settings.batch)
      const share = Math.ceil(rows.length / SHARDS)
      const learner: Learner = {
        gait: { ...gait, correction: { hidden: [...hidden], parameters: [...correction] } },
        value: { hidden, parameters: value },
        logDeviation: [...logDeviation],
      }
      const tasks = Array.from({ length: SHARDS }, (_, i) =>
        crew.gradient({
          ...learner,
          clip: settings.clip,
          discount: settings.discount,
          ...rowsOf(steps, rows.subarray(i * share, (i + 1) * share)),
        }),
      )
      const parts = await Promise.all(tasks)
      const mean = (name: 'correction' | 'value' | 'deviation') =>
        parts[0][name].map((_, i) => parts.reduce((sum, part) => sum + part[name][i], 0) / rows.length)
      const { adam, stepSize } = state
      adamStep(adam.correction, correction, mean('correction'), stepSize)
      adamStep(adam.value, value, mean('value'), settings.valueStepSize * (1 - 0.9 * done))
      adamStep(adam.deviation, logDeviation, mean('deviation'), stepSize)
      logDeviation.forEach((log, j) => (logDeviation[j] = Math.max(leastLog, log)))
      divergence += parts.reduce((sum, part) => sum + part.divergence, 0) / count
    }
    if (divergence > 1.5 * settings.divergence) break
  }
  gait.correction = { hidden: [...hidden], parameters: [...correction] }
  state.value = [...value]
  state.logDeviation = [...logDeviation]
  return divergence
}

/** Smaller steps where the policy moved too far, larger ones where it hardly moved, within what is left of them. */
function steer(
  state: CorrectionState,
  { divergence: aim, stepSize }: CorrectionSettings,
  done: number,
  divergence: number,
): void {
  if (divergence > 1.5 * aim) state.stepSize /= 1.3
  else if (divergence < aim / 1.5) state.stepSize *= 1.15
  state.stepSize = Math.min(Math.max(state.stepSize, 1e-5), stepSize * (1 - 0.9 * done))
}
