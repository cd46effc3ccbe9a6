import type { Options } from './options.js'

/** Options of the verbs that play episodes with a model. */
export const modelOptions = {
  model: { kind: 'text', value: 'DIR', required: true, help: 'model folder: weights and gaitway.json' },
  episodes: { kind: 'integer', min: 1, max: 10_000, help: 'episodes a target' },
  seed: {
    kind: 'integer',
    min: 0,
    max: 99_999_999,
    default: 0,
    help: 'other number, other episodes; the seeds never meet those of training',
  },
  parallel: { kind: 'integer', min: 0, max: 256, default: 0, help: 'threads; 0 takes every core' },
} as const satisfies Options

export const levelOption = {
  level: { kind: 'text', value: 'FILE', help: 'level (JSON) to play on instead of flat ground' },
} as const satisfies Options
