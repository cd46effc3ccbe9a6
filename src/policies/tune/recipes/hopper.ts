import type { CorrectionSettings } from '../correction.js'
import type { TuneRecipe } from '../stages.js'
import { learning } from './learning.js'

/** The hopper stands on a quarter of what its slowest hop does. */
const hopping = { ...learning, stand: 0.24, commandLasts: 400 }
const reward = { width: 0.5, effort: 0.03, slip: 0.05, chatter: 0.02, lean: 5 }

/** Whoever is asked for more than the body can do wins by falling now and then, until a fall costs so much. */
const FALL = 150

const everySpeed: CorrectionSettings = {
  ...hopping,
  ramp: 2,
  reward: { ...reward, speeds: [0.03, 2.4], fall: FALL },
  stepSize: 0.0015,
  noise: [0.15, 0.05],
  commands: 0.15,
}

export const hopper: TuneRecipe = {
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
      method: 'search',
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
      method: 'search',
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
      method: 'search',
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
      method: 'correction',
      iterations: 240,
      schedule: 600,
      settings: {
        ...hopping,
        ramp: 1.2,
        reward: { ...reward, speeds: [0.03, 2.4], width: 0.4, fall: 40 },
        stepSize: 0.002,
        noise: [0.15, 0.07],
        commands: 'fast',
      },
    },
    {
      name: 'no falls',
      method: 'correction',
      iterations: 230,
      schedule: 400,
      settings: {
        ...hopping,
        ramp: 1.2,
        reward: { ...reward, speeds: [0.03, 2.25], fall: FALL },
        stepSize: 0.0015,
        noise: [0.15, 0.05],
        commands: 'fast',
      },
    },
    { name: 'every speed again', method: 'correction', iterations: 320, settings: everySpeed },
    {
      name: 'from rest',
      method: 'correction',
      iterations: 160,
      settings: { ...everySpeed, stepSize: 0.001, lanes: 32, steps: 400, commandLasts: 1000 },
    },
  ],
}
