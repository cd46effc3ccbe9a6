import type { CorrectionSettings } from './correction.js'
import type { Judgement } from './rollout.js'

/** A stretch of a search. */
export type Stage = RhythmStage | SearchStage | CorrectionStage

interface AnyStage {
  name: string
  iterations: number
  /** What changes on the way reaches its end after so many iterations; default: all of them. */
  schedule?: number
}

/** A stretch whose gaits are judged by rollouts. */
export interface JudgedStage extends AnyStage {
  /** Commands are spread evenly between these. */
  commands: readonly [from: number, to: number]
  /** Commands that one gait is judged at. */
  runs: number
  /** Steps of a rollout, at its start and at its end. */
  horizon: readonly [number, number]
  actionNoise: number
  /** What this stage judges otherwise than the recipe. */
  judgement?: Partial<Judgement>
}

/**
 * Searches for a rhythm (rhythm.ts) by CMA-ES; only at the beginning. What the last generation saw normalises the inputs
 * of all stages after it.
 */
export interface RhythmStage extends JudgedStage {
  method: 'rhythm'
  /** Step size of the evolution at its start. */
  spread: number
  candidates: number
}

/** Searches for weights by augmented random search (randomSearch.ts). */
export interface SearchStage extends JudgedStage {
  method: 'search'
  /** Only the weights of this knot move. */
  knot?: number
  directions: number
  top: number
  /** Step size at its start and at its end. */
  stepSize: readonly [number, number]
  /** Every knot moves by the runs at commands near it alone. */
  ownGains?: boolean
  /** Perturbation of the weights. */
  noise: number
}

/** Learns a correction (correction.ts) of the gait found so far. */
export interface CorrectionStage extends AnyStage {
  method: 'correction'
  settings: CorrectionSettings
}

/** How the gait of a body is searched for. */
export interface TuneRecipe {
  envId: string
  /** Evenly spaced commands that have weights of their own. */
  knots: number
  /** How much of the fastest gait each knot has when the first stage for other commands begins. */
  start: readonly number[]
  posture: { angles: number[]; stiffness: number; damping: number }
  clock?: { frequency: number }
  /** One leg is searched for, the other mirrors it. */
  mirrored?: boolean
  judgement: Judgement
  stages: readonly Stage[]
  /** Command of skill 100; default 1. Beyond it the gait falls too often. */
  best?: number
}
