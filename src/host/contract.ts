import * as v from 'valibot'
import { BACKENDS, RECIPES, SCHEDULES, trainingLimits } from '../dt/index.js'
import { bodyNames } from '../sim/index.js'

/**
 * What the window may ask of the host: method names with the schemas of what goes in and comes out, checked on both
 * sides. Desktop carries it over Electron's IPC, the browser host over HTTP on loopback; the services behind it are
 * the same code. Large files travel beside it as blobs: `GET /blob/<path>` with ranges, `<path>` relative to the
 * library (`datasets/<id>/data/…`, `models/<id>/model.safetensors`), shipped assets included.
 */

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const finite = v.pipe(v.number(), v.finite())
const skill = v.pipe(v.number(), v.minValue(0), v.maxValue(100))
const numbers = v.array(finite)
/** What the host itself named, or what stands in its lists: an answer may repeat it. */
const word = v.pipe(v.string(), v.maxLength(256, 'too long'))
/** A folder name that the app gives to something new in the library. */
export const Id = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'use 1–64 of a–z, 0–9, dot, dash and underscore, starting with a letter or digit',
  ),
)
/** A folder name that is there already; who copied it in may have named it more freely. */
export const EntryId = v.pipe(
  v.string(),
  v.regex(/^(?![. ])[^/\\:\p{Cc}]{1,128}$/u, 'not the name of a folder in the library'),
)
export const Kind = v.picklist(['datasets', 'models'])
const Body = v.picklist(bodyNames)

export const DatasetSummary = v.object({
  id: EntryId,
  title: v.string(),
  shipped: v.boolean(),
  bytes: count,
  /** Milliseconds since 1970. */
  createdAt: v.number(),
  /** Why it cannot be used, in words; every figure below is then zero. */
  error: v.optional(v.string()),
  envId: v.string(),
  episodes: count,
  steps: count,
  controllers: v.array(v.string()),
  returns: v.object({ mean: v.number(), min: v.number(), max: v.number(), p5: v.number(), p95: v.number() }),
  histogram: v.object({ edges: v.array(v.number()), counts: v.array(count) }),
})

export const ModelSummary = v.object({
  id: EntryId,
  title: v.string(),
  shipped: v.boolean(),
  bytes: count,
  createdAt: v.number(),
  error: v.optional(v.string()),
  envId: v.string(),
  datasets: v.array(v.string()),
  trainedSteps: count,
  parameters: count,
  finalLoss: v.optional(v.number()),
  /** The returns that skill 0 and skill 100 ask for. */
  targetRange: v.tuple([v.number(), v.number()]),
  /** When its gaitway.json or certificate.json last changed, ms since 1970: the dial may be another since then. */
  dialAt: v.number(),
  /** Whether it has a certificate.json. */
  certified: v.boolean(),
})

export const EpisodeSummary = v.object({
  index: count,
  episodeId: count,
  controller: v.string(),
  level: v.string(),
  seed: v.number(),
  length: count,
  return: v.number(),
  terminated: v.boolean(),
  truncated: v.boolean(),
})

/** One episode as the window replays it: the simulation is deterministic, so seed and applied actions are enough. */
export const ReplayEpisode = v.object({
  ...EpisodeSummary.entries,
  envId: v.string(),
  envOptions: v.record(v.string(), v.unknown()),
  /** What `reset` got beside the seed. */
  resetOptions: v.optional(v.record(v.string(), v.unknown())),
  actionSize: count,
  observationSize: count,
  /** Flat, length × actionSize: what the simulation got. */
  actions: numbers,
  /** Flat, length × observationSize: the replay is compared with these. */
  observations: numbers,
})

export const JobState = v.picklist(['running', 'paused', 'done', 'failed', 'cancelled'])
export const Job = v.object({
  id: v.string(),
  kind: v.picklist(['record', 'train', 'push', 'calibrate']),
  title: v.string(),
  state: JobState,
  /** 0–1. */
  progress: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  /** What it is doing, or how it ended, in words. */
  message: v.string(),
  startedAt: v.number(),
  /** What it works on, where that is not what it makes: the model that is calibrated. */
  subject: v.optional(EntryId),
  /** The dataset or model it makes; where it pushed to. */
  result: v.optional(v.string()),
})

const { dropout, learningRate } = trainingLimits
const wholeNumber = ({ min, max }: { min: number; max: number }) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))

export const TrainingConfig = v.object({
  /** Set of defaults for what is not named here, the return token above all; the trainer's own unless given. */
  recipe: v.optional(v.picklist(RECIPES)),
  steps: wholeNumber(trainingLimits.steps),
  batchSize: wholeNumber(trainingLimits.batchSize),
  contextLength: wholeNumber(trainingLimits.contextLength),
  hiddenSize: wholeNumber(trainingLimits.hiddenSize),
  layers: wholeNumber(trainingLimits.layers),
  heads: wholeNumber(trainingLimits.heads),
  dropout: v.pipe(v.number(), v.minValue(dropout.min), v.maxValue(dropout.max)),
  learningRate: v.pipe(v.number(), v.gtValue(learningRate.min), v.maxValue(learningRate.max)),
  schedule: v.picklist(SCHEDULES),
  seed: wholeNumber(trainingLimits.seed),
  backend: v.picklist(BACKENDS),
})

/** Name → what goes in, what comes out. */
export const contract = {
  'app.info': {
    input: v.object({}),
    output: v.object({ version: v.string(), desktop: v.boolean(), libraryFolder: v.string() }),
  },
  /** `level` is the file's JSON, for the game to check; `error` says why a file is no JSON. */
  'levels.list': {
    input: v.object({}),
    output: v.array(v.object({ id: v.string(), level: v.unknown(), error: v.optional(v.string()) })),
  },

  'library.list': {
    input: v.object({}),
    output: v.object({ datasets: v.array(DatasetSummary), models: v.array(ModelSummary) }),
  },
  'library.episodes': { input: v.object({ id: EntryId }), output: v.array(EpisodeSummary) },
  'library.episode': { input: v.object({ id: EntryId, index: count }), output: ReplayEpisode },
  /** Moves it to the library's trash; the token brings it back until the host stops. Shipped ones refuse. */
  'library.remove': {
    input: v.object({ kind: Kind, id: EntryId }),
    output: v.object({ undoToken: word }),
  },
  'library.restore': {
    input: v.object({ undoToken: word }),
    output: v.object({ kind: Kind, id: EntryId }),
  },

  /** A live recording in the window: a journal on the host's disk that a crash cannot take back. */
  'recording.begin': {
    input: v.object({
      envId: word,
      envOptions: v.record(v.string(), v.unknown()),
      resetOptions: v.optional(v.record(v.string(), v.unknown())),
      level: word,
      controller: word,
      seed: count,
    }),
    output: v.object({ recordingId: word }),
  },
  /** Steps in order; rows are flat as in `Episode`. */
  'recording.append': {
    input: v.object({
      recordingId: word,
      firstStep: count,
      observations: numbers,
      actions: numbers,
      appliedActions: v.optional(numbers),
      rewards: numbers,
    }),
    output: v.object({ steps: count }),
  },
  'recording.end': {
    input: v.object({
      recordingId: word,
      terminated: v.boolean(),
      truncated: v.boolean(),
      finalObservation: numbers,
    }),
    output: EpisodeSummary,
  },
  'recording.discard': { input: v.object({ recordingId: word }), output: v.object({}) },
  /** Kept episodes and those a crash left behind (not `ended`), not yet in a dataset; live ones are not listed. */
  'recording.pending': {
    input: v.object({}),
    output: v.array(
      v.object({
        recordingId: word,
        envId: word,
        ended: v.boolean(),
        /** All of its parts together. */
        episode: EpisodeSummary,
        /** Episodes that saving it makes: one, or one for each stretch between damaged places of its file. */
        parts: count,
        /** What its file has lost, in words, where it is damaged. */
        damage: v.optional(v.string()),
      }),
    ),
  },
  /** Writes the named recordings into a dataset, new or appended to. */
  'recording.save': {
    input: v.object({
      recordingIds: v.pipe(v.array(word), v.minLength(1, 'choose at least one recording')),
      dataset: Id,
      append: v.boolean(),
    }),
    output: DatasetSummary,
  },
  /** Scripted episodes without a window; runs as a job. */
  'record.start': {
    input: v.object({
      envId: word,
      policy: word,
      episodes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
      /** Skill range of the scripted gait, spread evenly. */
      skill: v.tuple([skill, skill]),
      noise: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
      seed: count,
      level: word,
      dataset: Id,
    }),
    output: Job,
  },

  /** Saves the episodes that a running or interrupted recording has so far, and ends it. */
  'record.finish': { input: v.object({ jobId: word }), output: Job },
  /** Goes on with a recording that a crash or an end of the host interrupted. */
  'record.resume': { input: v.object({ jobId: word }), output: Job },

  /** The host keeps a training's state; the window that has the GPU executes it. */
  'train.start': {
    input: v.object({
      datasets: v.pipe(v.array(EntryId), v.minLength(1, 'choose at least one dataset')),
      model: Id,
      config: TrainingConfig,
    }),
    output: Job,
  },
  'train.report': {
    input: v.object({
      jobId: word,
      step: count,
      loss: v.number(),
      stepsPerSecond: v.number(),
      state: JobState,
      message: v.string(),
    }),
    output: v.object({}),
  },
  /**
   * All files of the checkpoint at `step` are uploaded (`PUT /blob/staging/<jobId>/<file>`): from now on a resumed
   * training starts from it. Files uploaded after the last `train.checkpoint` count only with the next one.
   */
  'train.checkpoint': { input: v.object({ jobId: word, step: count }), output: v.object({}) },
  /**
   * Gives a paused training to the window that asks. `files` are those of its last checkpoint, to be read at
   * `GET /blob/staging/<jobId>/<file>`; without one `step` is 0 and it starts over.
   */
  'train.resume': {
    input: v.object({ jobId: word }),
    output: v.object({
      job: Job,
      datasets: v.array(EntryId),
      model: Id,
      config: TrainingConfig,
      step: count,
      files: v.array(v.string()),
    }),
  },
  /** The curve so far, as reported: for a window that was reloaded. */
  'train.history': {
    input: v.object({ jobId: word }),
    output: v.array(v.object({ step: count, loss: v.number() })),
  },
  /** Puts the files of a checkpoint (already uploaded as blobs under `staging/<jobId>/`) in place, atomically. */
  'train.commit': { input: v.object({ jobId: word }), output: ModelSummary },

  /**
   * Measures a model's dial in worker threads and writes the curve into its gaitway.json. A shipped model is never
   * written to: `copy` names the model that gets its files and the curve. Cancelled, it leaves everything as it was.
   */
  'calibrate.start': { input: v.object({ model: EntryId, copy: v.optional(Id) }), output: Job },

  'jobs.list': { input: v.object({}), output: v.array(Job) },
  /** Stops it for good. What a training or recording had is moved to the trash folder. */
  'jobs.cancel': { input: v.object({ jobId: word }), output: v.object({}) },
  /** Takes a job that has ended off the list. */
  'jobs.dismiss': { input: v.object({ jobId: word }), output: v.object({}) },

  /** `token` stays in memory; without one `HF_TOKEN` of the host's environment is used. */
  'hub.status': {
    input: v.object({ token: v.optional(word) }),
    output: v.object({ user: v.nullable(v.string()), hasToken: v.boolean() }),
  },
  /** What a push would send, by name, and what lies in the folder and stays here; folders end in `/`. */
  'hub.plan': {
    input: v.object({ kind: Kind, id: EntryId }),
    output: v.object({
      files: v.array(v.object({ name: v.string(), bytes: count })),
      leftOut: v.array(v.string()),
    }),
  },
  'hub.push': {
    input: v.object({
      kind: Kind,
      id: EntryId,
      repo: word,
      private: v.boolean(),
      token: v.optional(word),
    }),
    output: Job,
  },

  'settings.get': { input: v.object({}), output: v.record(v.string(), v.unknown()) },
  'settings.set': { input: v.record(v.string(), v.unknown()), output: v.object({}) },
} as const

/** What the host tells without being asked. */
export const events = {
  job: Job,
  library: v.object({ kind: Kind }),
  /**
   * From the client itself: the host went away, or is back; what it told in between is lost, so ask again. `replaced`: another
   * host has its address now and does not know this page, which no longer tries.
   */
  connection: v.object({ online: v.boolean(), replaced: v.optional(v.boolean()) }),
} as const

export type Contract = typeof contract
export type Method = keyof Contract
export type Kind = v.InferOutput<typeof Kind>
export type Job = v.InferOutput<typeof Job>
export type JobState = v.InferOutput<typeof JobState>
export type DatasetSummary = v.InferOutput<typeof DatasetSummary>
export type ModelSummary = v.InferOutput<typeof ModelSummary>
export type EpisodeSummary = v.InferOutput<typeof EpisodeSummary>
export type ReplayEpisode = v.InferOutput<typeof ReplayEpisode>
export type TrainingConfig = v.InferOutput<typeof TrainingConfig>
export type Input<M extends Method> = v.InferOutput<Contract[M]['input']>
export type Output<M extends Method> = v.InferOutput<Contract[M]['output']>
export type HostEvent = {
  [E in keyof typeof events]: { event: E; data: v.InferOutput<(typeof events)[E]> }
}[keyof typeof events]
/** Who asks: a window's identifier, the same for its calls and its events. */
export interface Caller {
  window: string
}
export type Services = {
  [M in Method]: (input: Input<M>, caller: Caller) => Promise<Output<M>> | Output<M>
}
/** What goes back over the wire. */
export type Reply = { result: unknown } | { error: { kind: 'input' | 'internal'; message: string } }
export type BodyName = v.InferOutput<typeof Body>

/** How the window reaches the host, whatever carries it. */
export interface HostClient {
  call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>>
  listen(handler: (event: HostEvent) => void): () => void
}
