/** The search for gaits: augmented random search over linear policies that obey a commanded speed. Node alone. */
export type { SkillRow } from './check.js'
export { recipes } from './recipes.js'
export { checkShippedGait, type Session, type SessionOptions, tuneGait } from './session.js'
export type { TuneProgress } from './tune.js'
