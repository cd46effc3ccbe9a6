import type { CorrectionSettings, GaitSearch } from '../gaitSearch.js'
import { learning } from '../learning.js'

/** The hopper stands on a quarter of what its fast hop does. */
const hopping = { ...learning, stand: 0.24, ramp: 1.2 }
const reward = { speeds: [0.03, 2.6], slip: 0.05 } as const

const everySpeed: CorrectionSettings = {
  ...hopping,
  reward: { ...reward, widths: [0.5, 0.5], effort: 0.02, chatter: 0.02, lean: 2, fall: 100 },
  stepSize: 0.001,
  noise: [0.1, 0.04],
  commands: 0.3,
  commandLasts: 500,
}

/** Between standing and hopping a wide reward hardly tells one from the other: slow commands want their speed exactly. */
const exact = { ...everySpeed.reward, widths: [0.2, 0.5] } as const

/** It is over at a pitch of 0.2 rad: whoever stays far from it does not fall. */
const upright = { ...exact, lean: 8, fall: 150 }

/** Small steps along gradients of many episodes. */
const sure: CorrectionSettings = {
  ...everySpeed,
  reward: { ...upright, speeds: [0.03, 2.5], fall: 200 },
  lanes: 48,
  batch: 1000,
  stepSize: 0.0005,
  divergence: 0.008,
  noise: [0.05, 0.015],
  commandLasts: 600,
}

export const gaitSearch: GaitSearch = {
  knots: 1,
  start: [1],
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
      iterations: 400,
      commands: [1, 1],
      directions: 12,
      top: 6,
      stepSize: [0.02, 0.008],
      noise: 0.03,
      horizon: [250, 1000],
      actionNoise: 0.05,
      // No better to stand than to have fallen: whoever stands learns nothing.
      judgement: { fallen: -1 },
      runs: 1,
    },
    // Speed first: with a low price on falls and loud torques it learns to hop faster than the search alone could.
    {
      name: 'faster',
      method: 'correction',
      iterations: 240,
      settings: {
        ...hopping,
        reward: { ...reward, widths: [0.8, 0.8], effort: 0.01, chatter: 0.01, lean: 1, fall: 30 },
        discount: 0.99,
        decay: 0.95,
        divergence: 0.02,
        stepSize: 0.0015,
        noise: [0.2, 0.08],
        commands: 'fast',
        commandLasts: 600,
      },
    },
    { name: 'every speed', method: 'correction', iterations: 240, settings: everySpeed },
    // Slow hops stumble seldom, and late: they are held for long, and come often.
    {
      name: 'slow for long',
      method: 'correction',
      iterations: 170,
      settings: {
        ...everySpeed,
        reward: { ...exact, fall: 250 },
        lanes: 20,
        stepSize: 0.0008,
        noise: [0.06, 0.03],
        commands: 'slow',
        commandLasts: 1200,
      },
    },
    {
      name: 'fast without falls',
      method: 'correction',
      iterations: 150,
      settings: {
        ...everySpeed,
        reward: upright,
        lanes: 20,
        stepSize: 0.0008,
        noise: [0.05, 0.02],
        commands: 'fast',
        commandLasts: 800,
      },
    },
    {
      name: 'from rest',
      method: 'correction',
      iterations: 50,
      settings: {
        ...everySpeed,
        reward: upright,
        lanes: 24,
        steps: 600,
        stepSize: 0.0006,
        noise: [0.05, 0.02],
        commandLasts: 1000,
      },
    },
    { name: 'sure', method: 'correction', iterations: 80, settings: sure },
    // A fast hop, too, stumbles late.
    {
      name: 'sure for long',
      method: 'correction',
      iterations: 80,
      settings: {
        ...sure,
        reward: { ...sure.reward, fall: 300 },
        stepSize: 0.0004,
        noise: [0.04, 0.015],
        commandLasts: 1000,
      },
    },
  ],
}
