/**
 * How the demonstrations and the model of a body that ship are made: options of the verbs `record`, `train`, `calibrate`
 * and `certify`, by the names and in the order in which their command lines give them. `gaitway make-assets` runs them.
 */
export interface Making {
  /** Dataset that ships: small, to look at and to learn on. */
  sample: { name: string; record: RecordSettings }
  /** Dataset that the model is trained on: large, made again instead of shipped. */
  demonstrations: RecordSettings
  train: TrainSettings
  calibrate: {
    targets: number
    episodes: number
    /** Largest nMAE of means and per episode, least rank correlation, largest share of falls. */
    promise: readonly [number, number, number, number]
  }
  certify: { seed: number; baselines: true }
}

type Range = readonly [low: number, high: number]

/** Demonstrations of continuous skill. */
export interface DemonstrationSettings {
  policy: 'scripted'
  /** 0–100 */
  'skill-range': Range
  /** Spread evenly over the returns. */
  stratify: 'return'
  /** Falls and flips are recorded again. */
  'reject-falls': true
  /** Deviation of noise on what is applied; the label stays what the gait meant. */
  noise: Range
}

export interface RecordSettings extends DemonstrationSettings {
  /** Share of further episodes at either end. */
  ends?: number
  pushes?: readonly [count: number, strength: number]
  'run-ups'?: readonly [share: number, steps: number]
  'run-up-kept'?: number
  'run-up-ends'?: number
  episodes: number
  seed: number
  /** As the Hub spells it. */
  license?: string
  title?: string
}

export interface TrainSettings {
  context?: number
  hidden: number
  steps: number
  seed: number
  backend: 'wasm'
  license: string
  title: string
}

/**
 * Demonstrations spread evenly over the returns, without falls, and with noise on what is applied: without these a dial is
 * not learned.
 */
export function spread(skills: Range, noise: Range): DemonstrationSettings {
  return { policy: 'scripted', 'skill-range': skills, stratify: 'return', 'reject-falls': true, noise }
}
