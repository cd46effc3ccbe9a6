import type { CorrectionSettings } from '../correction.js'
import type { TuneRecipe } from '../stages.js'
import { learning } from './learning.js'

const surefooted: CorrectionSettings = {
  ...learning,
  ramp: 1,
  governor: { speed: 3.7, margin: 0.4 },
  reward: { speeds: [0.05, 3.7], width: 0.5, effort: 0.03, slip: 0.1, chatter: 0.03, lean: 0.5, fall: 100 },
  stepSize: 0.0015,
  noise: [0.1, 0.05],
  commands: 0.45,
  commandLasts: 250,
}

/** Each knot moves by the runs near its own command. */
const wide = {
  method: 'search',
  directions: 20,
  top: 12,
  ownGains: true,
  actionNoise: 0.06,
  runs: 3,
} as const

const careful = {
  ...wide,
  directions: 16,
  top: 10,
  stepSize: [0.012, 0.004],
  noise: 0.016,
  horizon: [900, 1000],
} as const

export const walker2d: TuneRecipe = {
  envId: 'Gaitway/Walker2d-v0',
  knots: 4,
  start: [1, 1, 1, 1],
  posture: { angles: [-0.1, -0.2, 0.1, -0.1, -0.2, 0.1], stiffness: 2, damping: 0.1 },
  clock: { frequency: 1.6 },
  mirrored: true,
  best: 0.92,
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
      method: 'rhythm',
      spread: 0.4,
      iterations: 150,
      commands: [0, 1],
      candidates: 20,
      horizon: [300, 800],
      actionNoise: 0.05,
      // No better to stand than to have fallen: whoever stands learns nothing.
      judgement: { speeds: [0.05, 2.4], fallen: -1 },
      runs: 3,
    },
    {
      name: 'faster rhythm',
      method: 'rhythm',
      spread: 0.3,
      iterations: 120,
      schedule: 200,
      commands: [0, 1],
      candidates: 20,
      horizon: [600, 900],
      actionNoise: 0.05,
      judgement: { speeds: [0.05, 3.2], fallen: -1.5 },
      runs: 4,
    },
    {
      name: 'every weight',
      method: 'search',
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
      ...wide,
      name: 'every speed',
      iterations: 73,
      schedule: 120,
      commands: [0, 1],
      stepSize: [0.022, 0.012],
      noise: 0.02,
      horizon: [500, 900],
      runs: 4,
    },
    {
      ...wide,
      name: 'top speed',
      iterations: 65,
      schedule: 80,
      commands: [0.3, 1],
      stepSize: [0.016, 0.006],
      noise: 0.02,
      horizon: [700, 1000],
      judgement: { speeds: [0.05, 4], fallen: -2.5 },
    },
    {
      ...wide,
      name: 'steady at the top',
      iterations: 70,
      commands: [0.55, 1],
      stepSize: [0.014, 0.004],
      noise: 0.016,
      horizon: [800, 1000],
      actionNoise: 0.07,
      judgement: { speeds: [0.05, 4.3], fallen: -3 },
    },
    {
      ...careful,
      name: 'no falls',
      iterations: 50,
      commands: [0.75, 1],
      judgement: { speeds: [0.05, 4.3], fallen: -5 },
    },
    {
      ...careful,
      name: 'steady when slow',
      iterations: 14,
      commands: [0.06, 0.3],
      judgement: { speeds: [0.05, 4], fallen: -5 },
    },
    // So far each command was held; a person or a dial changes it.
    { name: 'every change of speed', method: 'correction', iterations: 240, settings: surefooted },
  ],
}
