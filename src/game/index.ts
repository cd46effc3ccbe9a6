/** Races: levels and their rules, lanes with a policy each, who is first. No drawing, no clock, no browser. */
export { bodies, type BodyName, bodyNameOf, bodyNames } from '../sim/index.js'
export { envOptionsOf, type Level, parseLevel } from './level.js'
export { type Phase, type Pilot, Race, type RaceOptions } from './race.js'
export { type LaneSetup, type LaneStatus, RaceLane } from './raceLane.js'
export { type LaneResult, results } from './results.js'
export { raceLength, type Rules, RulesSchema } from './rules.js'
export { type Sighting, type Verdict, Watchdog } from './watchdog.js'
