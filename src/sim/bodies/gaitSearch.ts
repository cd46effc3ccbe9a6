/**
 * How the gait of a body is searched for, as data; `gaitway tune` follows it. Speeds are in m/s, angles in rad, commands
 * from 0 (slowest) to 1 (fastest).
 */

/** How the gait of a body is searched for. */
export interface GaitSearch {
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

/** What a rollout is judged by; weights are per step. */
export interface Judgement {
  /** Speeds that commands 0 and 1 ask for, m/s. */
  speeds: readonly [slowest: number, fastest: number]
  /** Deviation from the asked speed that costs 1: the larger of a floor (m/s) and a share of the asked speed. */
  tolerance: readonly [floor: number, share: number]
  effort: number
  slip: number
  chatter: number
  /** Pitch beyond which the body counts as fallen, rad. */
  tipped: number
  /** Score of every step after a fall. */
  fallen: number
}

/** How a correction is learned. */
export interface CorrectionSettings {
  /** From here on the gait follows its command no faster than so much a second. */
  ramp: number
  /** … and lowers it only as the body slows. */
  governor?: { speed: number; margin: number }
  /** Share of the slowest knot's weights with which the body stands: a knot in front of it, for command 0. */
  stand?: number
  /** Hidden layers of the correction, and of the network that values states. */
  hidden: readonly number[]
  reward: CorrectionReward
  /** Trajectories in an iteration, and the steps of each. */
  lanes: number
  steps: number
  /** Times that each step is learned from, and steps for one update. */
  epochs: number
  batch: number
  /** Largest step size at the beginning; a tenth of it is left at the end. */
  stepSize: number
  valueStepSize: number
  /** Divergence of an iteration that the step size is steered to. */
  divergence: number
  clip: number
  /** Deviation of the noise on the torques at the beginning, and the least. */
  noise: readonly [first: number, least: number]
  discount: number
  decay: number
  commands: CommandDraw
  commandLasts: number
}

/** What a step of a gait is worth while its correction is learned: 1 at best. */
export interface CorrectionReward {
  /** Speeds that commands 0 and 1 ask for, m/s. */
  speeds: readonly [slowest: number, fastest: number]
  /** Deviation of the smoothed speed from the asked one that costs half of the reward, at commands 0 and 1, m/s. */
  widths: readonly [slowest: number, fastest: number]
  effort: number
  slip: number
  chatter: number
  /** Cost of the torso's pitch, 1/rad². */
  lean: number
  /** Cost of a fall; it must outweigh what is won by asking too much of the body. */
  fall: number
}

/**
 * Which commands come more often than others: fast ones, slow ones (every other lies below 0.3), or 0 and 1 themselves,
 * where a number says how far beyond 0–1 the draw reaches before it is cut off there.
 */
export type CommandDraw = 'fast' | 'slow' | number
