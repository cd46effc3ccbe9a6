/** What a training may be asked for, by the window and on the command line alike; ends are included. */
export const trainingLimits = {
  steps: { min: 1, max: 1_000_000 },
  batchSize: { min: 1, max: 1024 },
  contextLength: { min: 1, max: 200 },
  hiddenSize: { min: 8, max: 1024 },
  layers: { min: 1, max: 12 },
  heads: { min: 1, max: 16 },
  dropout: { min: 0, max: 0.9 },
  /** The least is itself too small. */
  learningRate: { min: 0, max: 1 },
  seed: { min: 0, max: 0xffff_ffff },
} as const

export const RECIPES = ['gaitway', 'kzl', 'notebook'] as const
export const SCHEDULES = ['constant', 'linear', 'cosine'] as const
export const CONDITIONINGS = ['classic', 'mean-needed'] as const
/** Where timesteps are counted from: the start of the episode, or of the window (0 … K−1). */
export const TIMESTEPS = ['episode', 'window'] as const
export type Timesteps = (typeof TIMESTEPS)[number]
/** What may be asked to compute. */
export const BACKENDS = ['auto', 'webgpu', 'wasm', 'cpu'] as const
