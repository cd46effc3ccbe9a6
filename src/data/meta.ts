import * as v from 'valibot'
import { parseJson, readAs } from '../platform/index.js'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const size = v.pipe(v.number(), v.integer(), v.minValue(1))
const finite = v.pipe(v.number(), v.finite())

const Distribution = v.object({
  mean: finite,
  std: finite,
  min: finite,
  max: finite,
  p5: finite,
  p50: finite,
  p95: finite,
})

const Statistics = v.object({
  episodes: count,
  steps: count,
  state: v.object({ mean: v.array(finite), std: v.array(v.pipe(finite, v.gtValue(0))) }),
  returns: v.object({
    ...Distribution.entries,
    histogram: v.object({ edges: v.array(finite), counts: v.array(count) }),
  }),
  lengths: Distribution,
  controllers: v.record(v.string(), count),
})

/** A stretch of a data file with its CRC-32: what is read is checked before it is decoded. */
const Block = v.object({ start: count, end: count, crc32: count })
const DataFile = v.object({
  path: v.pipe(v.string(), v.regex(/^data\/[A-Za-z0-9._-]+\.parquet$/, 'expected data/NAME.parquet')),
  bytes: count,
  rows: count,
  blocks: v.array(Block),
})

const Env = v.object({
  /** As `make` takes it; the version is its end: `Gaitway/Hopper-v0`. */
  id: v.string(),
  /** The spaces' JSON, as Gymnasium and Minari name its fields. */
  observationSpace: v.optional(v.record(v.string(), v.unknown())),
  actionSpace: v.optional(v.record(v.string(), v.unknown())),
  maxEpisodeSteps: v.optional(size),
})

export const DatasetMeta = v.object({
  format: v.literal('gaitway-dataset'),
  formatVersion: v.literal(1),
  title: v.string(),
  description: v.optional(v.string()),
  license: v.optional(v.string()),
  /** The command line that made it. */
  command: v.optional(v.string()),
  env: Env,
  observationSize: size,
  actionSize: size,
  statistics: Statistics,
  /** Versions of what simulated it: bit-exact replay needs the same. */
  engine: v.record(v.string(), v.string()),
  files: v.pipe(
    v.array(DataFile),
    v.minLength(1),
    v.maxLength(10_000),
    v.check((files) => new Set(files.map(({ path }) => path)).size === files.length, 'a file is named twice'),
  ),
})

export type DatasetMeta = v.InferOutput<typeof DatasetMeta>
export type DataFile = v.InferOutput<typeof DataFile>
export type EnvDescription = v.InferOutput<typeof Env>

/** `path` is for the message alone. */
export function parseMeta(bytes: Uint8Array, path: string): DatasetMeta {
  const advice = `delete ${path} to read the data alone`
  const json = parseJson(bytes, path, { advice: `download or record the dataset again, or ${advice}` })
  return readAs(DatasetMeta, json, path, { whole: 'the top', advice })
}

export function formatMeta(meta: DatasetMeta): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(meta, null, 2)}\n`)
}
