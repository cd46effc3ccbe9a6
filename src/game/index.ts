/** Races: levels and their rules, lanes with a policy each, who is first. No drawing, no clock, no browser. */
export { bodies, bodyNameOf, bodyNames, type BodyName } from '../sim/bodies.js'
export { envOptionsOf, parseLevel, type Level } from './level.js'
export { raceLength, RulesSchema, type Rules } from './rules.js'
export { type LaneSetup, type LaneStatus, RaceLane } from './raceLane.js'
export { Race, type Phase, type Pilot, type RaceOptions } from './race.js'
export { results, type LaneResult } from './results.js'
export { Watchdog, type Sighting, type Verdict } from './watchdog.js'
