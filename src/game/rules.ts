import * as v from 'valibot'

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0))

/** When a race starts, what it takes to finish, and when it is over. Times in s, lengths in m. */
export const RulesSchema = v.strictObject({
  /** Length of one lap. Without it nobody finishes: who is furthest at the time limit wins. */
  distance: v.optional(positive),
  laps: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 1),
  timeLimit: v.pipe(positive, v.maxValue(3600)),
  countdown: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(30)), 3),
  /** How long the others may still run after the last person (without one: nobody) has finished. */
  grace: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), 10),
})
export type Rules = v.InferOutput<typeof RulesSchema>

/** Metres from start to finish, Infinity where only time ends the race. */
export function raceLength({ distance, laps }: Rules): number {
  return distance === undefined ? Infinity : distance * laps
}
