import gait from '../../../../assets/gaits/walker2d.json'
import { run } from '../../tasks/run.js'
import type { Body } from '../body.js'
import { spread } from '../making.js'
import { description } from './description.js'
import { gaitSearch } from './gaitSearch.js'

const gaits = spread([0, 98], [0, 0.15])

/** It falls when the torso leaves 0.8–2 m or tilts by 1 rad. */
export const walker2d: Body = {
  ...description,
  title: 'Walker',
  envId: 'Gaitway/Walker2d-v0',
  tasks: {
    'Gaitway/Walker2d-v0': run(
      { forwardRewardWeight: 1, ctrlCostWeight: 1e-3, healthyReward: 1 },
      { z: [0.8, 2], angle: [-1, 1], state: [-Infinity, Infinity] },
    ),
  },
  gait,
  gaitSearch,
  // Steered gently: a sudden change of speed makes it fall.
  controls: { throttle: { rise: 0.25, fall: 0.25, brake: 0.4 } },
  // Two legs coast when they are not asked to brake hard.
  turning: { ramp: 1, lead: 1 },
  making: {
    sample: {
      name: 'walker-gaits',
      record: { ...gaits, episodes: 24, seed: 500_000, license: 'mit', title: 'Walker gaits of every skill' },
    },
    // What balances has more to learn: to brake, as it would else fall over its feet when told to be slower; to catch
    // itself; and to be as slow or as fast as its gait can be. The sample is without.
    demonstrations: {
      ...gaits,
      ends: 0.08,
      pushes: [2, 0.3],
      'run-ups': [0.4, 250],
      episodes: 320,
      seed: 1,
    },
    // Steps are short: a short context and a narrow model let eight of them act within one.
    train: {
      context: 10,
      hidden: 128,
      steps: 6000,
      seed: 1,
      backend: 'wasm',
      license: 'mit',
      title: 'Walker',
    },
    calibrate: { targets: 21, episodes: 8, promise: [0.03, 0.06, 0.96, 0.05] },
    // Earlier judging seeds were seen while the gait and the demonstrations were chosen.
    certify: { seed: 12_000, baselines: true },
  },
}
