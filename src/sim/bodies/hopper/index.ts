import gait from '../../../../assets/gaits/hopper.json'
import { run } from '../../tasks/run.js'
import type { Body } from '../body.js'
import { spread } from '../making.js'
import { description } from './description.js'
import { gaitSearch } from './gaitSearch.js'

const gaits = spread([0, 98], [0, 0.1])

/** It falls when the torso sinks under 0.7 m or tilts by 0.2 rad. */
export const hopper: Body = {
  ...description,
  title: 'Hopper',
  envId: 'Gaitway/Hopper-v0',
  tasks: {
    'Gaitway/Hopper-v0': run(
      { forwardRewardWeight: 1, ctrlCostWeight: 1e-3, healthyReward: 1 },
      { z: [0.7, Infinity], angle: [-0.2, 0.2], state: [-100, 100] },
    ),
  },
  gait,
  gaitSearch,
  // Steered gently: a sudden change of speed makes it fall.
  controls: { throttle: { rise: 0.3, fall: 0.2, brake: 0.4 } },
  // One leg falls when it is asked to brake hard.
  turning: { ramp: 0.45, lead: 0 },
  making: {
    sample: {
      name: 'hopper-gaits',
      record: { ...gaits, episodes: 24, seed: 500_000, license: 'mit', title: 'Hopper gaits of every skill' },
    },
    // It stands still at the low end, and has to learn to begin, whatever it has done so far.
    demonstrations: {
      ...gaits,
      ends: 0.12,
      pushes: [2, 0.2],
      'run-ups': [0.5, 250],
      'run-up-kept': 20,
      'run-up-ends': 0.5,
      episodes: 320,
      seed: 1,
    },
    train: {
      context: 10,
      hidden: 96,
      steps: 6000,
      seed: 1,
      backend: 'wasm',
      license: 'mit',
      title: 'Hopper',
    },
    calibrate: { targets: 21, episodes: 8, promise: [0.05, 0.1, 0.94, 0.1] },
    // Earlier judging seeds were seen while the demonstrations were chosen.
    certify: { seed: 13_000, baselines: true },
  },
}
