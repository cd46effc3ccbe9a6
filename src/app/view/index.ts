/** What the app draws in three dimensions: the stage of races, recordings and replays, in Babylon. */
export { Stage, type StageOptions } from './stage.js'
export { laneColour, laneColours } from './looks.js'
export { cameraViews } from './followCamera.js'
