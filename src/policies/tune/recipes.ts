import { InputError } from '../../platform/errors.js'
import type { CorrectionSettings } from './correction.js'
import type { Judgement } from './rollout.js'

/** A stretch of a search. */
export type Stage = SearchStage | CorrectionStage

/** A stretch that learns a correction (correction.ts) of the gait found so far. */
export interface CorrectionStage {
  name: string
  iterations: number
  /** Step sizes reach their ends after so many iterations; default: all of them. */
  schedule?: number
  correction: CorrectionSettings
}

/** A stretch that searches for weights. */
export interface SearchStage {
  name: string
  iterations: number
  /** Step size and horizon reach their ends after so many iterations; default: all of them. */
  schedule?: number
  /** Commands are spread evenly between these. */
  commands: readonly [from: number, to: number]
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
  /** Steps of a rollout, at its start and at its end. */
  horizon: readonly [number, number]
  actionNoise: number
  /** What this stage judges otherwise than the recipe. */
  judgement?: Partial<Judgement>
  /** Commands in one rollout pair. */
  runs: number
  /**
   * Searches for a rhythm (rhythm.ts) by CMA-ES instead, from this spread; `directions` is then the number of
   * candidates, and step sizes, noise and top have no meaning. Only at the beginning. What the last generation saw
   * normalises the inputs of all stages after it.
   */
  rhythm?: number
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

/** What all corrections are learned with. */
const learning = {
  hidden: [32, 32],
  lanes: 16,
  steps: 1000,
  epochs: 5,
  batch: 1000,
  valueStepSize: 0.002,
  divergence: 0.014,
  clip: 0.2,
  discount: 0.995,
  decay: 0.95,
} as const

/** The hopper stands on a quarter of what its slowest hop does. */
const hopping = { ...learning, stand: 0.24, commandLasts: 400 }
const hopperReward = { width: 0.5, effort: 0.03, slip: 0.05, chatter: 0.02, lean: 5 }

const surefooted: CorrectionSettings = {
  ...learning,
  ramp: 2,
  reward: { speeds: [0.05, 3.7], width: 0.5, effort: 0.03, slip: 0.1, chatter: 0.03, lean: 0.5, fall: 100 },
  stepSize: 0.0015,
  noise: [0.1, 0.05],
  commands: 'ends',
  commandLasts: 300,
}

/** Search recipes by the name that `gaitway tune` takes. */
export const recipes: Readonly<Record<string, TuneRecipe>> = {
  cheetah: {
    envId: 'Gaitway/HalfCheetah-v0',
    knots: 4,
    start: [0.3, 0.6, 0.8, 1],
    posture: { angles: [0, 0, 0, 0, 0, 0], stiffness: 0, damping: 0 },
    judgement: {
      speeds: [0.1, 8],
      tolerance: [0.6, 0.5],
      effort: 0.06,
      slip: 0.1,
      chatter: 0.01,
      tipped: 1.2,
      fallen: -2,
    },
    stages: [
      {
        name: 'fastest',
        iterations: 110,
        commands: [1, 1],
        directions: 12,
        top: 6,
        stepSize: [0.02, 0.012],
        noise: 0.03,
        horizon: [250, 400],
        actionNoise: 0.03,
        // First a gait, then a clean one.
        judgement: { slip: 0.04 },
        runs: 1,
      },
      {
        name: 'every speed',
        // Left early: later on this schedule gains at the slow end and loses at the fast one.
        iterations: 61,
        schedule: 170,
        commands: [0, 1],
        directions: 16,
        top: 8,
        stepSize: [0.025, 0.004],
        noise: 0.025,
        horizon: [200, 400],
        actionNoise: 0.08,
        runs: 2,
      },
      {
        name: 'top speed',
        iterations: 60,
        commands: [0.75, 1],
        knot: 3,
        directions: 12,
        top: 6,
        stepSize: [0.015, 0.004],
        noise: 0.02,
        horizon: [300, 500],
        actionNoise: 0.05,
        judgement: { slip: 0.06 },
        runs: 2,
      },
    ],
  },
  hopper: {
    envId: 'Gaitway/Hopper-v0',
    knots: 3,
    start: [1, 1, 1],
    best: 0.86,
    posture: { angles: [-0.1, -0.2, 0.1], stiffness: 2, damping: 0.1 },
    judgement: {
      speeds: [0.1, 3.2],
      tolerance: [0.6, 0.5],
      effort: 0.05,
      slip: 0.05,
      chatter: 0.02,
      tipped: Infinity,
      fallen: -2,
    },
    stages: [
      {
        name: 'fastest',
        iterations: 300,
        commands: [1, 1],
        directions: 12,
        top: 6,
        stepSize: [0.02, 0.01],
        noise: 0.03,
        horizon: [250, 800],
        actionNoise: 0.02,
        // No better to stand than to have fallen: whoever stands learns nothing.
        judgement: { fallen: -1 },
        runs: 1,
      },
      {
        name: 'every speed',
        // Left early: the slow half is good by then, and the fast one is better looked after by itself.
        iterations: 159,
        schedule: 250,
        commands: [0, 1],
        directions: 12,
        top: 6,
        stepSize: [0.02, 0.005],
        noise: 0.02,
        horizon: [400, 1000],
        actionNoise: 0.1,
        runs: 4,
      },
      {
        name: 'top speed',
        iterations: 80,
        commands: [0.7, 1],
        knot: 2,
        directions: 10,
        top: 5,
        stepSize: [0.02, 0.006],
        noise: 0.02,
        horizon: [600, 1000],
        actionNoise: 0.05,
        judgement: { fallen: -3 },
        runs: 2,
      },
      {
        name: 'steady',
        iterations: 240,
        schedule: 600,
        correction: {
          ...hopping,
          ramp: 1.2,
          reward: { ...hopperReward, speeds: [0.03, 2.4], width: 0.4, fall: 40 },
          stepSize: 0.002,
          noise: [0.15, 0.07],
          commands: 'fast',
        },
      },
      {
        // Whoever is asked for more than the body can do wins by falling now and then, until a fall costs more.
        name: 'no falls',
        iterations: 230,
        schedule: 400,
        correction: {
          ...hopping,
          ramp: 1.2,
          reward: { ...hopperReward, speeds: [0.03, 2.25], fall: 150 },
          stepSize: 0.0015,
          noise: [0.15, 0.05],
          commands: 'fast',
        },
      },
      {
        name: 'every speed again',
        iterations: 320,
        correction: {
          ...hopping,
          ramp: 2,
          reward: { ...hopperReward, speeds: [0.03, 2.4], fall: 150 },
          stepSize: 0.0015,
          noise: [0.15, 0.05],
          commands: 'ends',
        },
      },
      {
        name: 'from rest',
        iterations: 160,
        correction: {
          ...hopping,
          ramp: 2,
          reward: { ...hopperReward, speeds: [0.03, 2.4], fall: 150 },
          stepSize: 0.001,
          noise: [0.15, 0.05],
          commands: 'ends',
          lanes: 32,
          steps: 400,
          commandLasts: 1000,
        },
      },
    ],
  },
  walker2d: {
    envId: 'Gaitway/Walker2d-v0',
    knots: 4,
    start: [1, 1, 1, 1],
    posture: { angles: [-0.1, -0.2, 0.1, -0.1, -0.2, 0.1], stiffness: 2, damping: 0.1 },
    clock: { frequency: 1.6 },
    mirrored: true,
    judgement: {
      speeds: [0.05, 3.7],
      tolerance: [0.6, 0.5],
      effort: 0.05,
      slip: 0.1,
      chatter: 0.03,
      tipped: Infinity,
      fallen: -2,
    },
    stages: [
      {
        name: 'rhythm',
        rhythm: 0.4,
        iterations: 150,
        commands: [0, 1],
        directions: 20,
        top: 0,
        stepSize: [0, 0],
        noise: 0,
        horizon: [300, 800],
        actionNoise: 0.05,
        // No better to stand than to have fallen: whoever stands learns nothing.
        judgement: { speeds: [0.05, 2.4], fallen: -1 },
        runs: 3,
      },
      {
        name: 'faster rhythm',
        rhythm: 0.3,
        iterations: 120,
        schedule: 200,
        commands: [0, 1],
        directions: 20,
        top: 0,
        stepSize: [0, 0],
        noise: 0,
        horizon: [600, 900],
        actionNoise: 0.05,
        judgement: { speeds: [0.05, 3.2], fallen: -1.5 },
        runs: 4,
      },
      {
        name: 'every weight',
        iterations: 37,
        schedule: 120,
        commands: [0, 1],
        directions: 16,
        top: 8,
        stepSize: [0.015, 0.01],
        noise: 0.02,
        horizon: [600, 1000],
        actionNoise: 0.06,
        judgement: { speeds: [0.05, 3.3] },
        runs: 4,
      },
      {
        name: 'every speed',
        iterations: 73,
        schedule: 120,
        commands: [0, 1],
        directions: 20,
        top: 12,
        stepSize: [0.022, 0.012],
        ownGains: true,
        noise: 0.02,
        horizon: [500, 900],
        actionNoise: 0.06,
        runs: 4,
      },
      {
        name: 'top speed',
        iterations: 65,
        schedule: 80,
        commands: [0.3, 1],
        directions: 20,
        top: 12,
        stepSize: [0.016, 0.006],
        ownGains: true,
        noise: 0.02,
        horizon: [700, 1000],
        actionNoise: 0.06,
        judgement: { speeds: [0.05, 4], fallen: -2.5 },
        runs: 3,
      },
      {
        name: 'steady at the top',
        iterations: 70,
        commands: [0.55, 1],
        directions: 20,
        top: 12,
        stepSize: [0.014, 0.004],
        ownGains: true,
        noise: 0.016,
        horizon: [800, 1000],
        actionNoise: 0.07,
        judgement: { speeds: [0.05, 4.3], fallen: -3 },
        runs: 3,
      },
      {
        name: 'no falls',
        iterations: 50,
        commands: [0.75, 1],
        directions: 16,
        top: 10,
        stepSize: [0.012, 0.004],
        ownGains: true,
        noise: 0.016,
        horizon: [900, 1000],
        actionNoise: 0.06,
        judgement: { speeds: [0.05, 4.3], fallen: -5 },
        runs: 3,
      },
      {
        name: 'steady when slow',
        iterations: 14,
        commands: [0.06, 0.3],
        directions: 16,
        top: 10,
        stepSize: [0.012, 0.004],
        ownGains: true,
        noise: 0.016,
        horizon: [900, 1000],
        actionNoise: 0.06,
        judgement: { speeds: [0.05, 4], fallen: -5 },
        runs: 3,
      },
      // So far each command was held; a person or a dial changes it. Twice, with step sizes that begin large again.
      { name: 'every change of speed', iterations: 240, correction: surefooted },
      { name: 'every change again', iterations: 240, correction: surefooted },
    ],
  },
}

/** Throws `InputError` for a body that has no recipe. */
export function recipeOf(name: string): TuneRecipe {
  if (!Object.hasOwn(recipes, name))
    throw new InputError(`tune: no body ${name}; there are ${Object.keys(recipes).join(', ')}`)
  return recipes[name]
}
