/** What the app draws in three dimensions: the stage of races, recordings and replays, in Babylon. */
export { cameraViews } from './followCamera.js'
export { laneColour, laneColours } from './looks.js'
export { Playout, type PoseFrame } from './playout.js'
export { Reel, type ReelFrames } from './reel.js'
export type { Setting } from './scenario.js'
export { AtRest, type PoseSource } from './source.js'
export { Stage } from './stage.js'
