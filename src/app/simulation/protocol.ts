import * as v from 'valibot'
import { messageCheck } from '../messaging/messageCheck.js'
import { bodyNames } from '../../game/index.js'
import { EpisodeSummary } from '../../host/window.js'

/**
 * What the window and the simulation worker post to one another. Both check what arrives: a message that does not fit is
 * a fault of ours, and is said as such instead of doing something else.
 */

const skill = v.pipe(v.number(), v.minValue(0), v.maxValue(100))
const index = v.pipe(v.number(), v.integer(), v.minValue(0))
const floats = v.instance(Float32Array)

const DriverSchema = v.variant('kind', [
  v.object({ kind: v.literal('human'), scheme: v.string() }),
  v.object({ kind: v.literal('model'), model: v.string(), skill }),
  v.object({ kind: v.literal('scripted'), skill }),
])
/** Who drives a lane. */
export type Driver = v.InferOutput<typeof DriverSchema>

const LanePlan = v.object({ name: v.string(), driver: DriverSchema })
export type LanePlan = v.InferOutput<typeof LanePlan>

const RacePlan = v.object({
  type: v.literal('race'),
  /** As `levels.list` gives it. */
  level: v.unknown(),
  levelId: v.string(),
  body: v.picklist(bodyNames),
  seed: index,
  lanes: v.pipe(v.array(LanePlan), v.minLength(1), v.maxLength(6)),
})
export type RacePlan = v.InferOutput<typeof RacePlan>

const RecordPlan = v.object({
  type: v.literal('record'),
  level: v.unknown(),
  levelId: v.string(),
  body: v.picklist(bodyNames),
  seed: index,
  driver: DriverSchema,
  /** What a data set calls who acts. */
  controller: v.string(),
})
export type RecordPlan = v.InferOutput<typeof RecordPlan>

const ReplayPlan = v.object({
  type: v.literal('replay'),
  envId: v.string(),
  envOptions: v.record(v.string(), v.unknown()),
  resetOptions: v.optional(v.record(v.string(), v.unknown())),
  seed: v.number(),
  actionSize: index,
  observationSize: index,
  actions: floats,
  observations: floats,
})
export type ReplayPlan = v.InferOutput<typeof ReplayPlan>

export const ToSimulationSchema = v.variant('type', [
  RacePlan,
  /** With a way to the host, which the recording is sent to: see `lendHost`. */
  v.object({ ...RecordPlan.entries, host: v.instance(MessagePort) }),
  ReplayPlan,
  /** `time` in ms since 1970, so that both sides read the same clock. */
  v.object({ type: v.literal('key'), code: v.string(), down: v.boolean(), time: v.number() }),
  v.object({ type: v.literal('axis'), value: v.number() }),
  /** The window lost the keyboard: all keys are up. */
  v.object({ type: v.literal('release') }),
  /** How many simulated seconds go in one of the wall clock. */
  v.object({ type: v.literal('clock'), speed: v.pipe(v.number(), v.minValue(1)) }),
  v.object({ type: v.literal('pause') }),
  v.object({ type: v.literal('resume') }),
  /** Ends the race or the recording before its time. */
  v.object({ type: v.literal('finish') }),
  v.object({ type: v.literal('dial'), lane: index, skill }),
])
export type ToSimulation = v.InferOutput<typeof ToSimulationSchema>

const Standing = v.object({
  x: v.number(),
  speed: v.number(),
  return: v.number(),
  targetSoFar: v.optional(v.number()),
  /** Return of a whole episode at the rate so far. */
  pace: v.number(),
  steps: index,
  status: v.picklist(['ready', 'running', 'recovering', 'finished']),
  /** 1 is first. */
  place: index,
  finishTime: v.optional(v.number()),
})
/** One lane as the display shows it. */
export type Standing = v.InferOutput<typeof Standing>

const Result = v.object({
  lane: index,
  name: v.string(),
  human: v.boolean(),
  place: index,
  finishTime: v.optional(v.number()),
  distance: v.number(),
  meanSpeed: v.number(),
  topSpeed: v.number(),
  return: v.number(),
  pace: v.number(),
  targetSoFar: v.optional(v.number()),
  targetReturn: v.optional(v.number()),
  steps: index,
  respawns: index,
})

/** What a bot was asked for: the wanted return, how far the dial trusts it. */
const Ask = v.object({ skill, targetReturn: v.number(), zone: v.optional(v.string()) })

export const FromSimulationSchema = v.variant('type', [
  v.object({ type: v.literal('loading'), message: v.string() }),
  /** Everything is in place; frames follow. */
  v.object({
    type: v.literal('staged'),
    envId: v.string(),
    /** Seconds. */
    controlStep: v.number(),
    lanes: v.array(v.object({ name: v.string(), horizon: v.number(), ask: v.optional(Ask) })),
  }),
  /** Poses of all lanes: frame after frame, lane after lane, (x, z, angle) of every link. */
  v.object({ type: v.literal('frames'), times: v.array(v.number()), poses: floats }),
  /** Seconds since Go (negative before) and how everybody stands. */
  v.object({ type: v.literal('standings'), clock: v.number(), lanes: v.array(Standing) }),
  v.object({ type: v.literal('phase'), phase: v.picklist(['countdown', 'running', 'over']) }),
  v.object({ type: v.literal('results'), results: v.array(Result) }),
  v.object({ type: v.literal('asked'), lane: index, ask: Ask }),
  /** A recording has ended, and the host has it; without an episode there was no step, and nothing is kept. */
  v.object({
    type: v.literal('recorded'),
    recordingId: v.string(),
    episode: v.optional(EpisodeSummary),
  }),
  /** A replay, simulated to its end. `times` are seconds; `agrees` up to the first step that differs. */
  v.object({
    type: v.literal('replayed'),
    times: v.instance(Float64Array),
    poses: floats,
    controlStep: v.number(),
    /** Steps whose observation equals the stored one to the bit. */
    agreeingSteps: index,
    /** Largest difference to a stored observation, all steps considered. */
    largestDifference: v.number(),
    /** The stored observations themselves as poses, one frame a step, where the simulation left them. */
    stored: v.optional(v.object({ times: v.instance(Float64Array), poses: floats })),
  }),
  /** `model`: the one that cannot be used, where that is the reason. `ours`: our own fault, not the input's. */
  v.object({
    type: v.literal('failed'),
    message: v.string(),
    model: v.optional(v.string()),
    ours: v.boolean(),
  }),
])
export type FromSimulation = v.InferOutput<typeof FromSimulationSchema>
export type ReplayedMessage = Extract<FromSimulation, { type: 'replayed' }>
export type Ask = v.InferOutput<typeof Ask>

export const checkMessage = messageCheck('window and simulation')

/** The clock that window and worker share, ms since 1970 with a fraction. */
export function sharedClock(): number {
  return performance.timeOrigin + performance.now()
}

/** The buffers of a message, to hand over instead of copying. */
export function transfers(message: FromSimulation): Transferable[] {
  return Object.values(message)
    .filter((value): value is Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> =>
      ArrayBuffer.isView(value),
    )
    .map(({ buffer }) => buffer)
}
