import * as v from 'valibot'

/**
 * What the window may ask of the host: method names with the schemas of what goes in and comes out, checked on both
 * sides. Desktop carries it over Electron's IPC, the browser host over HTTP on loopback; the services behind it are
 * the same code. Large files travel beside it as blobs: `GET /blob/<path>` with ranges, `<path>` relative to the
 * library (`datasets/<id>/data/…`, `models/<id>/model.safetensors`), shipped assets included.
 */

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
/** A folder name in the library. */
export const Id = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'use 1–64 of a–z, 0–9, dot, dash and underscore, starting with a letter or digit',
  ),
)
export const Kind = v.picklist(['datasets', 'models'])
const Body = v.picklist(['cheetah', 'hopper', 'walker2d'])

export const DatasetSummary = v.object({
  id: Id,
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
  id: Id,
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
  actionSize: count,
  observationSize: count,
  /** Flat, length × actionSize: what the simulation got. */
  actions: v.array(v.number()),
  /** Flat, length × observationSize: the replay is compared with these. */
  observations: v.array(v.number()),
})

export const JobState = v.picklist(['running', 'paused', 'done', 'failed', 'cancelled'])
export const Job = v.object({
  id: v.string(),
  kind: v.picklist(['record', 'train', 'push', 'calibrate']),
  title: v.string(),
  state: JobState,
  /** 0–1. */
  progress: v.number(),
  /** What it is doing, or how it ended, in words. */
  message: v.string(),
  startedAt: v.number(),
  /** The dataset or model it makes; where it pushed to. */
  result: v.optional(v.string()),
})

export const TrainingConfig = v.object({
  steps: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
  batchSize: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024)),
  contextLength: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
  hiddenSize: v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1024)),
  layers: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(12)),
  heads: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16)),
  dropout: v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)),
  learningRate: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  schedule: v.picklist(['constant', 'linear', 'cosine']),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
  backend: v.picklist(['auto', 'webgpu', 'wasm', 'cpu']),
})

/** Name → what goes in, what comes out. */
export const contract = {
  'app.info': {
    input: v.object({}),
    output: v.object({ version: v.string(), desktop: v.boolean(), libraryFolder: v.string() }),
  },
  'levels.list': { input: v.object({}), output: v.array(v.object({ id: v.string(), level: v.unknown() })) },

  'library.list': {
    input: v.object({}),
    output: v.object({ datasets: v.array(DatasetSummary), models: v.array(ModelSummary) }),
  },
  'library.episodes': { input: v.object({ id: Id }), output: v.array(EpisodeSummary) },
  'library.episode': { input: v.object({ id: Id, index: count }), output: ReplayEpisode },
  /** Moves it to the library's trash; the token brings it back until the host stops. Shipped ones refuse. */
  'library.remove': { input: v.object({ kind: Kind, id: Id }), output: v.object({ undoToken: v.string() }) },
  'library.restore': { input: v.object({ undoToken: v.string() }), output: v.object({ kind: Kind, id: Id }) },

  /** A live recording in the window: a journal on the host's disk that a crash cannot take back. */
  'recording.begin': {
    input: v.object({
      envId: v.string(),
      envOptions: v.record(v.string(), v.unknown()),
      level: v.string(),
      controller: v.string(),
      seed: count,
    }),
    output: v.object({ recordingId: v.string() }),
  },
  /** Steps in order; rows are flat as in `Episode`. */
  'recording.append': {
    input: v.object({
      recordingId: v.string(),
      firstStep: count,
      observations: v.array(v.number()),
      actions: v.array(v.number()),
      appliedActions: v.optional(v.array(v.number())),
      rewards: v.array(v.number()),
    }),
    output: v.object({ steps: count }),
  },
  'recording.end': {
    input: v.object({
      recordingId: v.string(),
      terminated: v.boolean(),
      truncated: v.boolean(),
      finalObservation: v.array(v.number()),
    }),
    output: EpisodeSummary,
  },
  'recording.discard': { input: v.object({ recordingId: v.string() }), output: v.object({}) },
  /** Kept episodes and those a crash left behind, not yet in a dataset. */
  'recording.pending': {
    input: v.object({}),
    output: v.array(
      v.object({ recordingId: v.string(), envId: v.string(), ended: v.boolean(), episode: EpisodeSummary }),
    ),
  },
  /** Writes the named recordings into a dataset, new or appended to. */
  'recording.save': {
    input: v.object({ recordingIds: v.array(v.string()), dataset: Id, append: v.boolean() }),
    output: DatasetSummary,
  },
  /** Scripted episodes without a window; runs as a job. */
  'record.start': {
    input: v.object({
      envId: v.string(),
      policy: v.string(),
      episodes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
      /** Skill range of the scripted gait, spread evenly. */
      skill: v.tuple([v.number(), v.number()]),
      noise: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
      seed: count,
      level: v.string(),
      dataset: Id,
    }),
    output: Job,
  },

  /** The host keeps a training's state; the window that has the GPU executes it. */
  'train.start': {
    input: v.object({ datasets: v.array(Id), model: Id, config: TrainingConfig }),
    output: Job,
  },
  'train.report': {
    input: v.object({
      jobId: v.string(),
      step: count,
      loss: v.number(),
      stepsPerSecond: v.number(),
      state: JobState,
      message: v.string(),
    }),
    output: v.object({}),
  },
  /** Puts the files of a checkpoint (already uploaded as blobs under `staging/<jobId>/`) in place, atomically. */
  'train.commit': { input: v.object({ jobId: v.string() }), output: ModelSummary },

  'jobs.list': { input: v.object({}), output: v.array(Job) },
  'jobs.cancel': { input: v.object({ jobId: v.string() }), output: v.object({}) },

  /** `token` stays in memory; without one `HF_TOKEN` of the host's environment is used. */
  'hub.status': {
    input: v.object({ token: v.optional(v.string()) }),
    output: v.object({ user: v.nullable(v.string()), hasToken: v.boolean() }),
  },
  'hub.push': {
    input: v.object({
      kind: Kind,
      id: Id,
      repo: v.string(),
      private: v.boolean(),
      token: v.optional(v.string()),
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
} as const

export type Contract = typeof contract
export type Method = keyof Contract
export type Input<M extends Method> = v.InferOutput<Contract[M]['input']>
export type Output<M extends Method> = v.InferOutput<Contract[M]['output']>
export type HostEvent = {
  [E in keyof typeof events]: { event: E; data: v.InferOutput<(typeof events)[E]> }
}[keyof typeof events]
export type Services = { [M in Method]: (input: Input<M>) => Promise<Output<M>> | Output<M> }
export type BodyName = v.InferOutput<typeof Body>

/** How the window reaches the host, whatever carries it. */
export interface HostClient {
  call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>>
  listen(handler: (event: HostEvent) => void): () => void
}
