import {
  type AsyncVectorOptions,
  type Env,
  FrameStackObservation,
  make,
  makeVec,
  RecordEpisodeStatistics,
  RescaleAction,
  type VectorEnv,
} from '../../../src/gym/index.js'
import './lander.js'

/** Throttle from 0 to 1, the last four moments to look at, and `info.episode` at the end. */
export function wrapped(): Env {
  let env = make('Arcade/Lander-v0', { fuel: 30 })
  env = new RescaleAction(env, { minAction: 0, maxAction: 1 })
  env = new FrameStackObservation(env, { stackSize: 4 })
  return new RecordEpisodeStatistics(env)
}

/** Sixteen landers on all cores. */
export function fleet(vectorOptions: AsyncVectorOptions): VectorEnv {
  return makeVec('Arcade/Lander-v0', { numEnvs: 16, vectorizationMode: 'async', vectorOptions })
}
