import * as v from 'valibot'
import { counted, type Files, messageOf, parseJson } from '../platform/index.js'
import type { EpisodeOutcome, RolloutBatch } from './rolloutBatch.js'
import type { DialableCheckpoint } from './modelFolder.js'

/** Remembers the batches of a measurement, so that the same measurement can go on after them. */
export interface FinishedBatches {
  /** What is known of these batches, by index. */
  open(
    checkpoint: DialableCheckpoint,
    batches: readonly RolloutBatch[],
  ): Promise<Map<number, EpisodeOutcome[]>>
  add(index: number, outcomes: readonly EpisodeOutcome[]): Promise<void>
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const LineSchema = v.object({
  batch: count,
  outcomes: v.array(
    v.object({ return: v.number(), length: count, fell: v.boolean(), perThousand: v.array(v.number()) }),
  ),
})

/** Journals that nobody came back to are removed after so long, ms. */
const FORGOTTEN = 7 * 86_400_000

interface JournalOptions {
  files: Files
  /** The program that plays: another one may play otherwise. */
  engine: string
  say: (message: string) => void
}

/**
 * A hidden file beside the model's folder, a line a batch. Its name is a digest of all that decides the outcomes, so
 * that only the very same measurement finds it. It is a convenience: where it cannot be written or read, the
 * measurement goes on without it, and says so.
 */
export class BatchJournal implements FinishedBatches {
  readonly #folder: string
  readonly #prefix: string
  readonly #options: JournalOptions
  #path: string | undefined

  /** Of the model `name` in `folder`. */
  constructor(folder: string, name: string, options: JournalOptions) {
    this.#folder = folder
    this.#prefix = `.${name}.measuring-`
    this.#options = options
  }

  async open(
    checkpoint: DialableCheckpoint,
    batches: readonly RolloutBatch[],
  ): Promise<Map<number, EpisodeOutcome[]>> {
    const known = new Map<number, EpisodeOutcome[]>()
    const { files, engine, say } = this.#options
    try {
      await this.#forgetOthers()
      this.#path = `${this.#folder}/${this.#prefix}${await digest(engine, checkpoint, batches)}.jsonl`
      if (!(await files.stat(this.#path))) return known
      const lines = new TextDecoder()
        .decode(await files.read(this.#path))
        .trimEnd()
        .split('\n')
      const sound = lines.filter((line) => {
        const entry = parseLine(line, batches)
        if (entry) known.set(entry.batch, entry.outcomes)
        return entry
      })
      if (sound.length < lines.length) {
        say(`${this.#path} is damaged: what it lost is played again`)
        await files.writeAtomic(this.#path, encoded(sound))
      }
      const episodes = [...known.values()].reduce((sum, { length }) => sum + length, 0)
      say(`going on after ${counted(episodes, 'episode')} of an earlier run`)
    } catch (error) {
      this.#giveUp(error)
    }
    return known
  }

  async add(batch: number, outcomes: readonly EpisodeOutcome[]): Promise<void> {
    if (this.#path === undefined) return
    try {
      await this.#options.files.append(this.#path, encoded([JSON.stringify({ batch, outcomes })]))
    } catch (error) {
      this.#giveUp(error)
    }
  }

  /** To be called when the result is safe. */
  async remove(): Promise<void> {
    if (this.#path !== undefined) await this.#options.files.remove(this.#path)
  }

  async #forgetOthers(): Promise<void> {
    for (const { name, modifiedAt } of await this.#options.files.list(this.#folder))
      if (name.startsWith(this.#prefix) && modifiedAt > 0 && Date.now() - modifiedAt > FORGOTTEN)
        await this.#options.files.remove(`${this.#folder}/${name}`)
  }

  #giveUp(error: unknown): void {
    this.#path = undefined
    const why = messageOf(error)
    this.#options.say(`an interruption will cost what is measured so far: ${why}`)
  }
}

const encoded = (lines: readonly string[]) =>
  new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))

function parseLine(line: string, batches: readonly RolloutBatch[]) {
  let json: unknown
  try {
    json = parseJson(line, 'a line of the journal')
  } catch {
    return undefined
  }
  const parsed = v.safeParse(LineSchema, json)
  if (!parsed.success) return undefined
  const { batch, outcomes } = parsed.output
  return outcomes.length === batches[batch]?.lanes.length ? parsed.output : undefined
}

/** 32 hexadecimal digits. */
async function digest(
  engine: string,
  { config, weights, gaitway }: DialableCheckpoint,
  batches: readonly RolloutBatch[],
): Promise<string> {
  const { contextLength, stateMean, stateStd, horizon, conditioning } = gaitway
  const acting = { contextLength, stateMean, stateStd, horizon, conditioning }
  const shapes = [...weights].map(([name, { shape }]) => [name, shape])
  const words = JSON.stringify({ engine, config, acting, batches, shapes })
  const parts = [words, ...[...weights.values()].map(({ data }) => Float32Array.from(data))]
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
