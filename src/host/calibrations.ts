import { join } from 'node:path'
import { InputError, LARGEST_WEIGHTS } from '../platform/index.js'
import { NodeFiles } from '../platform/node.js'
import {
  calibrate,
  CERTIFICATE_FILE,
  editCard,
  hasLostPromise,
  loadDialable,
  promiseOf,
  publishCalibration,
  withTitle,
} from '../skill/index.js'
import type { Input, Job } from './contract.js'
import { entryFolder, type Folders, ownFolder } from './folders.js'
import { atMostOften, JobLife, type Kept, type Surroundings } from './jobLife.js'
import type { Jobs } from './jobs.js'
import type { Library } from './library.js'
import { placeFolder, scratch } from './placing.js'

/** As `gaitway calibrate` measures by default. */
const TARGETS = 13
const EPISODES = 8

interface Calibration extends Kept {
  kind: 'calibrate'
  model: string
  /** Name of the model that gets the curve, where it is not the one that is measured. */
  copy?: string
}

/**
 * Measures of dials, in worker threads. Nothing of a model changes before the curve is whole: then its gaitway.json is
 * replaced at once, or the calibrated copy of a shipped model moves into its place. What is not measured to its end is
 * lost: it takes a minute or two.
 */
export class Calibrations {
  readonly #life: JobLife<Calibration>
  readonly #folders: Folders
  readonly #library: Library
  readonly #jobs: Jobs
  readonly #log: (line: string) => void
  readonly #threads: number

  constructor(surroundings: Surroundings, library: Library, threads: number) {
    const { folders, jobs, log } = surroundings
    this.#folders = folders
    this.#jobs = jobs
    this.#log = log
    this.#library = library
    this.#threads = threads
    this.#life = new JobLife(
      { kind: 'calibrate', noun: 'calibration', claim: (kept) => this.#claim(kept) },
      surroundings,
    )
  }

  async start({ model, copy }: Input<'calibrate.start'>): Promise<Job> {
    const { error, shipped } = await this.#library.model(model)
    if (error) throw new InputError(`${model} cannot be calibrated: ${error}`)
    if (shipped && copy === undefined)
      throw new InputError(`${model} ships with Gaitway and is never written to: calibrate a copy of it`)
    const title = `Calibrate ${copy ?? model}`
    const kept: Calibration = { kind: 'calibrate', title, startedAt: Date.now(), model, copy }
    const { id } = await this.#life.begin(kept, { subject: model, message: 'reads the model' })
    return this.#life.run(
      id,
      async (signal) => {
        await this.#measure(id, { model, copy }, signal)
        return { message: 'calibrated', result: copy ?? model }
      },
      () => this.#library.changed('models'),
    )
  }

  close(): Promise<void> {
    return this.#life.haltAll()
  }

  /** A copy needs its name and the original as it is; a change in place needs the model for itself. */
  #claim({ model, copy, title }: Calibration): () => void {
    if (copy === undefined) return this.#library.reserveChange('models', model, title)
    const leave = this.#library.use('models', [model], title)
    try {
      const release = this.#library.reserve('models', copy, title)
      return () => {
        release()
        leave()
      }
    } catch (error) {
      leave()
      throw error
    }
  }

  async #measure(id: string, { model, copy }: Input<'calibrate.start'>, signal: AbortSignal): Promise<void> {
    const files = new NodeFiles()
    const from = entryFolder(this.#folders, 'models', model)!.path
    const checkpoint = await loadDialable(from, files)
    const before = checkpoint.gaitway.calibration
    if (hasLostPromise(before))
      this.#log(`${model}: no promise can be read from its damaged calibration; the new one goes without`)
    const calibration = await calibrate({
      checkpoint,
      targets: TARGETS,
      episodes: EPISODES,
      promise: promiseOf(before),
      parallel: this.#threads,
      signal,
      onProgress: atMostOften(this.#jobs, id, ({ steps, totalSteps, episodes, totalEpisodes }) => {
        const progress = (0.99 * steps) / totalSteps
        if (!signal.aborted)
          this.#jobs.update(id, { progress, message: `episode ${episodes} of ${totalEpisodes}` })
      }),
    })
    signal.throwIfAborted()
    const write = async (folder: string, name: string) => {
      const command = `gaitway calibrate --model ${name} --targets ${TARGETS} --episodes ${EPISODES}`
      await publishCalibration(folder, checkpoint.gaitway, calibration, { command, files })
    }
    if (copy === undefined) return write(from, model)
    const parent = join(this.#folders.staging, scratch + id)
    try {
      const staged = join(parent, copy)
      await copyModel(from, staged, files)
      await write(staged, copy)
      await editCard(staged, (card) => withTitle(card, copy), files)
      signal.throwIfAborted()
      await placeFolder(this.#folders, staged, ownFolder(this.#folders, 'models', copy), { replace: false })
    } finally {
      await files.remove(parent)
    }
  }
}

/** The checkpoint's files; the trainer's state and the verdict on the old curve stay behind. */
async function copyModel(from: string, to: string, files: NodeFiles): Promise<void> {
  await files.makeFolder(to)
  for (const { name, isFolder } of await files.list(from)) {
    if (isFolder || name === CERTIFICATE_FILE) continue
    await files.writeAtomic(join(to, name), await files.read(join(from, name), { most: LARGEST_WEIGHTS }))
  }
}
