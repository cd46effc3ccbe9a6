import { type Files, InputError } from '../platform/index.js'
import type { Episode, EpisodeHeader } from './episode.js'
import { EpisodeBuilder } from './episodeBuilder.js'
import { frame, Kind, MAGIC } from './journalFrames.js'
import { addSteps, readJournal } from './journalReader.js'
import {
  concatenate,
  decodeEnd,
  encodeEnd,
  encodeJson,
  encodeSteps,
  type JournalEnd,
  type JournalSteps,
  parseHeader,
} from './journalRecords.js'

/**
 * One episode while it is recorded: a file that only grows. Every frame is checksummed and on disk before `append`
 * returns, so that a crash at any moment costs at most the frame that was being written.
 */
export class Journal {
  readonly #builder: EpisodeBuilder
  #end: JournalEnd | undefined
  #bytes: number
  /** Whether a write that was cut off may lie behind the whole frames: it goes before the next one. */
  #torn: boolean
  /** Appends follow one another even when callers do not wait. */
  #last: Promise<unknown> = Promise.resolve()
  readonly #files: Files

  private constructor(
    readonly path: string,
    files: Files,
    builder: EpisodeBuilder,
    /** Bytes that are whole frames. */
    bytes: number,
    /** Bytes behind them that `open` found cut off; the next write takes their place. */
    readonly lostBytes = 0,
    end?: JournalEnd,
  ) {
    this.#files = files
    this.#builder = builder
    this.#bytes = bytes
    this.#torn = lostBytes > 0
    this.#end = end
  }

  get header(): EpisodeHeader {
    return this.#builder.header
  }

  /** A new journal; a file that is there already is an InputError. */
  static async create(path: string, files: Files, header: EpisodeHeader): Promise<Journal> {
    const checked = parseHeader(header, path)
    if ((await files.stat(path)) !== undefined)
      throw new InputError(`${path} exists already: a journal is never overwritten`)
    const start = concatenate([MAGIC, frame(Kind.header, encodeJson(checked))])
    await files.writeAtomic(path, start)
    return new Journal(path, files, new EpisodeBuilder(checked), start.length)
  }

  /**
   * One to go on with, as a crash left it; nothing is written before the next append. A damaged one is an InputError:
   * steps that are lost cannot be caught up on, and what is whole `readJournal` gives.
   */
  static async open(path: string, files: Files): Promise<Journal> {
    const read = await readJournal(path, files)
    if (read.damage !== undefined)
      throw new InputError(`${path} is damaged and cannot go on (${read.damage}): save what is whole in it`)
    return new Journal(path, files, read.builder, read.bytes - read.tornBytes, read.tornBytes, read.end)
  }

  /** Steps so far. */
  get length(): number {
    return this.#builder.length
  }

  get ended(): boolean {
    return this.#end !== undefined
  }

  /** Returns the number of steps so far. Steps out of order or of wrong sizes are InputErrors; nothing is written. */
  append(steps: JournalSteps): Promise<number> {
    return this.#inTurn(async () => {
      if (this.#end) throw new InputError(`${this.path}: the recording has ended, no steps can follow`)
      if (steps.firstStep !== this.length)
        throw new InputError(`${this.path}: step ${steps.firstStep} was sent, step ${this.length} is next`)
      const { observationSize, actionSize } = this.header
      const { length: count } = steps.rewards
      const expected: [string, ArrayLike<unknown> | undefined, number][] = [
        ['observations', steps.observations, count * observationSize],
        ['actions', steps.actions, count * actionSize],
        ['applied actions', steps.appliedActions, count * actionSize],
        ['actors', steps.actors, count],
      ]
      for (const [name, array, size] of expected)
        if (array && array.length !== size)
          throw new InputError(`${this.path}: ${count} steps with ${array.length} ${name}, expected ${size}`)
      if (count === 0) return this.length
      // A trial on an episode of its own: a bad step must reach neither the disk nor the steps before it.
      addSteps(new EpisodeBuilder(this.header), steps)
      await this.#write(Kind.steps, encodeSteps(steps))
      addSteps(this.#builder, steps)
      return this.length
    })
  }

  end(end: JournalEnd): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#end) throw new InputError(`${this.path}: the recording has ended already`)
      this.#builder.finish(0, end)
      const body = encodeEnd(end)
      await this.#write(Kind.end, body)
      this.#end = decodeEnd(body)
    })
  }

  /**
   * What was recorded. Without an end (a crash, or still going on) the last step is given up: what was seen before it
   * is the final observation, and the episode counts as truncated.
   */
  episode(episodeId = 0): Episode {
    return this.#end ? this.#builder.finish(episodeId, this.#end) : this.#builder.finishEarly(episodeId)
  }

  async #write(kind: number, body: Uint8Array): Promise<void> {
    if (this.#torn) await this.#repair()
    const bytes = frame(kind, body)
    this.#torn = true
    await this.#files.append(this.path, bytes)
    this.#torn = false
    this.#bytes += bytes.length
  }

  /** A write that failed (a full disk) may have left half a frame, which would hide all that follows it. */
  async #repair(): Promise<void> {
    const bytes = await this.#files.read(this.path)
    await this.#files.writeAtomic(this.path, bytes.subarray(0, this.#bytes))
    this.#torn = false
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => {})
    return turn
  }
}
