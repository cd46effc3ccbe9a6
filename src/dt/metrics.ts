import type { Files } from '../platform/index.js'
import { eventFileHeader, scalarEvent } from './eventFile.js'

/** Steps collected before they are written. */
const WRITE_EVERY = 20

/**
 * Keeps a training's numbers beside its checkpoint: `training/metrics.jsonl`, an object a line with `step`, `time` and
 * the values, and `training/events.out.tfevents.<seconds>.gaitway`, which TensorBoard shows.
 */
export class MetricsFiles {
  #lines: string[] = []
  #events: Uint8Array[] = []
  readonly #eventFile: string
  readonly #folder: string
  readonly #files: Files

  private constructor(folder: string, files: Files, started: number) {
    this.#folder = folder
    this.#files = files
    this.#eventFile = `${folder}/training/events.out.tfevents.${Math.floor(started)}.gaitway`
    this.#events.push(eventFileHeader(started))
  }

  static async open(folder: string, files: Files): Promise<MetricsFiles> {
    await files.makeFolder(`${folder}/training`)
    return new MetricsFiles(folder, files, Date.now() / 1000)
  }

  /** Notes the numbers of a step. */
  async note(step: number, values: Readonly<Record<string, number>>): Promise<void> {
    const time = Date.now() / 1000
    this.#lines.push(JSON.stringify({ step, time, ...values }) + '\n')
    this.#events.push(scalarEvent(time, step, values))
    if (this.#lines.length >= WRITE_EVERY) await this.flush()
  }

  /** Writes what is still in memory; call it at the end. */
  async flush(): Promise<void> {
    const lines = this.#lines.splice(0)
    const events = this.#events.splice(0)
    if (lines.length > 0) {
      await this.#files.append(
        `${this.#folder}/training/metrics.jsonl`,
        new TextEncoder().encode(lines.join('')),
      )
    }
    for (const event of events) await this.#files.append(this.#eventFile, event)
  }
}
