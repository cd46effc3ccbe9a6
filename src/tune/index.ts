/** The search for gaits: augmented random search over linear policies that obey a commanded speed. Node alone. */
export { checkShippedGait, tuneGait, type Session, type SessionOptions } from './session.js'
export { recipes } from './recipes.js'
export type { SkillRow } from './check.js'
export type { TuneProgress } from './tune.js'
