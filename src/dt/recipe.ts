import type { CONDITIONINGS, RECIPES, SCHEDULES, Timesteps } from './trainingLimits.js'

/** Everything about a training but the data. */
export interface Recipe {
  contextLength: number
  hiddenSize: number
  layers: number
  heads: number
  dropout: number
  /** What the return token holds; see `ConditioningSchema`. */
  conditioning: (typeof CONDITIONINGS)[number]
  /** Where timesteps are counted from. */
  timesteps: Timesteps
  /** Windows of up to K steps that begin (`start`) or end (`end`) at a step drawn uniformly from all. */
  windows: 'start' | 'end'
  initialisation: 'hugging-face' | 'kzl'
  batchSize: number
  steps: number
  learningRate: number
  schedule: (typeof SCHEDULES)[number]
  warmupSteps: number
  weightDecay: number
  /** Whether biases and norms are decayed too. */
  decayAll: boolean
  /** Global L2 norm to which gradients are clipped. */
  clipNorm: number
}

export type RecipeName = (typeof RECIPES)[number]

const common = {
  contextLength: 20,
  hiddenSize: 128,
  layers: 3,
  heads: 1,
  dropout: 0.1,
  batchSize: 64,
  learningRate: 1e-4,
  weightDecay: 1e-4,
  clipNorm: 0.25,
} as const

/** Steps of the seeds' training notebook: 120 epochs, in which every episode counts once. */
const notebookSteps = (episodes: number) => 120 * Math.ceil(episodes / common.batchSize)

/**
 * - `gaitway`: what our own dial is trained with.
 * - `kzl`: kzl/decision-transformer, gym experiments.
 * - `notebook`: the Hugging Face course's notebook with its Trainer.
 */
export const presets: Record<RecipeName, (episodes: number) => Recipe> = {
  gaitway: () => ({
    ...common,
    conditioning: 'mean-needed',
    timesteps: 'window',
    windows: 'end',
    initialisation: 'hugging-face',
    steps: 2000,
    learningRate: 6e-4,
    schedule: 'cosine',
    warmupSteps: 200,
    decayAll: true,
  }),
  kzl: () => ({
    ...common,
    conditioning: 'classic',
    timesteps: 'episode',
    windows: 'start',
    initialisation: 'kzl',
    steps: 100_000,
    schedule: 'constant',
    warmupSteps: 10_000,
    decayAll: true,
  }),
  notebook: (episodes) => ({
    ...common,
    conditioning: 'classic',
    timesteps: 'episode',
    windows: 'start',
    initialisation: 'hugging-face',
    steps: notebookSteps(episodes),
    schedule: 'linear',
    warmupSteps: Math.ceil(0.1 * notebookSteps(episodes)),
    decayAll: false,
  }),
}

/** The cosine ends here, as a share of the full rate. */
const COSINE_FLOOR = 0.1

/**
 * Learning rate of step s = 0, 1, … of S, with W steps of warm-up.
 *
 * - constant (kzl): rate · min(1, (s+1)/W)
 * - cosine: the same times 0.1 + 0.9 · ½(1 + cos(π s/S))
 * - linear (Hugging Face's Trainer): rate · s/W while s < W, then rate · (S−s)/(S−W)
 */
export function learningRateAt({ learningRate, schedule, warmupSteps, steps }: Recipe, step: number): number {
  if (schedule === 'linear') {
    if (step < warmupSteps) return (learningRate * step) / warmupSteps
    return (learningRate * Math.max(0, steps - step)) / Math.max(1, steps - warmupSteps)
  }
  const warm = learningRate * Math.min(1, (step + 1) / Math.max(1, warmupSteps))
  if (schedule === 'constant') return warm
  const progress = Math.min(1, step / steps)
  return warm * (COSINE_FLOOR + (1 - COSINE_FLOOR) * 0.5 * (1 + Math.cos(Math.PI * progress)))
}
