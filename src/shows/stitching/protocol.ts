import * as v from 'valibot'
import { trainingLimits } from '../../dt/index.js'

const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const node = v.pipe(v.number(), v.integer(), v.minValue(0))
const walk = v.pipe(v.array(node), v.minLength(1))
/** Infinity where the goal was not reached. */
const stepsToGoal = v.pipe(v.number(), v.minValue(1))

/** What the window tells the worker, once: how large, and which of all graphs. */
export const StitchingOrderSchema = v.strictObject({
  nodes: v.pipe(count(100), v.minValue(3)),
  walks: count(100_000),
  walkSteps: count(100),
  trainingSteps: count(100_000),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(trainingLimits.seed.max)),
})
export type StitchingOrder = v.InferOutput<typeof StitchingOrderSchema>

/** The graph, and all that the model gets to see of it. */
const MaterialSchema = v.strictObject({
  graph: v.strictObject({
    positions: v.array(v.strictTuple([share, share])),
    neighbours: v.array(v.array(node)),
    goal: node,
  }),
  walks: v.array(walk),
})
export type StitchingMaterial = v.InferOutput<typeof MaterialSchema>

const OutcomeSchema = v.strictObject({
  starts: v.pipe(
    v.array(
      v.strictObject({
        start: node,
        shortest: stepsToGoal,
        bestWalk: stepsToGoal,
        agent: stepsToGoal,
        agentWalk: walk,
      }),
    ),
    v.minLength(1),
  ),
  optimal: v.strictObject({ data: share, agent: share }),
  seconds: v.number(),
})
export type StitchingOutcome = v.InferOutput<typeof OutcomeSchema>

/** What the worker tells the window. */
export const FromStitchingSchema = v.variant('type', [
  v.strictObject({ type: v.literal('material'), material: MaterialSchema }),
  v.strictObject({
    type: v.literal('step'),
    step: node,
    steps: node,
    loss: v.number(),
    /** Milliseconds, by the pace so far. */
    remainingMs: v.number(),
  }),
  v.strictObject({ type: v.literal('done'), outcome: OutcomeSchema }),
  v.strictObject({ type: v.literal('failed'), message: v.string() }),
])
export type FromStitching = v.InferOutput<typeof FromStitchingSchema>
