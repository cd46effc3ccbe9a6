import { join } from 'node:path'
import { InputError, messageOf } from '../platform/errors.js'
import { LARGEST_WEIGHTS } from '../platform/files.js'
import { NodeFiles } from '../platform/nodeFiles.js'
import { hasLostPromise, promiseOf } from '../skill/calibration.js'
import { CERTIFICATE_FILE } from '../skill/certificateFile.js'
import { calibrate, publishCalibration } from '../skill/calibrate.js'
import type { EvaluationProgress } from '../skill/evaluate.js'
import { withTitle } from '../skill/modelCard.js'
import { editCard, loadDialable } from '../skill/modelFolder.js'
import type { Input, Job } from './contract.js'
import { entryFolder, type Folders, ownFolder } from './folders.js'
import { hasEnded, type Jobs, newJobId } from './jobs.js'
import type { Library } from './library.js'
import { placeFolder, scratch } from './placing.js'

/** As `gaitway calibrate` measures by default. */
const TARGETS = 13
const EPISODES = 8

interface Running {
  stop: AbortController
  end: Promise<void>
}

/**
 * Measures of dials, in worker threads. Nothing of a model changes before the curve is whole: then its gaitway.json is
 * replaced at once, or the calibrated copy of a shipped model moves into its place.
 */
export class Calibrations {
  readonly #running = new Map<string, Running>()

  constructor(
    private readonly folders: Folders,
    private readonly library: Library,
    private readonly jobs: Jobs,
    private readonly log: (line: string) => void,
    private readonly threads: number,
  ) {}

  async start({ model, copy }: Input<'calibrate.start'>): Promise<Job> {
    const { error, shipped } = await this.library.model(model)
    if (error) throw new InputError(`${model} cannot be calibrated: ${error}`)
    if (shipped && copy === undefined)
      throw new InputError(`${model} ships with Gaitway and is never written to: calibrate a copy of it`)
    const title = `Calibrate ${copy ?? model}`
    const release = this.#claim(model, copy, title)
    const id = newJobId('calibrate')
    const stop = new AbortController()
    const job = this.jobs.add(
      {
        id,
        kind: 'calibrate',
        title,
        subject: model,
        state: 'running',
        progress: 0,
        message: 'reads the model',
      },
      {
        cancel: async () => {
          stop.abort()
          await this.#running.get(id)?.end
        },
      },
    )
    const end = this.#measure(id, { model, copy }, stop.signal)
      .finally(() => {
        this.#running.delete(id)
        release()
      })
      .then(
        () => this.#done(id, copy ?? model),
        (reason: unknown) => this.#failed(id, reason, stop.signal),
      )
    this.#running.set(id, { stop, end })
    return job
  }

  /** What is not measured to its end is lost: it takes a minute or two, and leaves nothing behind. */
  async close(): Promise<void> {
    for (const { stop } of this.#running.values()) stop.abort()
    await Promise.all([...this.#running.values()].map(({ end }) => end))
  }

  #done(id: string, result: string): void {
    this.jobs.update(id, { state: 'done', progress: 1, message: 'calibrated', result })
    this.library.changed('models')
  }

  #failed(id: string, reason: unknown, { aborted }: AbortSignal): void {
    if (aborted) return
    if (!(reason instanceof InputError)) this.log(`${this.jobs.get(id).title}: ${String(reason)}`)
    const message = messageOf(reason)
    this.jobs.update(id, { state: 'failed', message })
  }

  /** A copy needs its name and the original as it is; a change in place needs the model for itself. */
  #claim(model: string, copy: string | undefined, title: string): () => void {
    if (copy === undefined) return this.library.reserveChange('models', model, title)
    const leave = this.library.use('models', [model], title)
    try {
      const release = this.library.reserve('models', copy, title)
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
    const from = entryFolder(this.folders, 'models', model)!.path
    const checkpoint = await loadDialable(from, files)
    const before = checkpoint.gaitway.calibration
    if (hasLostPromise(before))
      this.log(`${model}: no promise can be read from its damaged calibration; the new one goes without`)
    const calibration = await calibrate({
      checkpoint,
      targets: TARGETS,
      episodes: EPISODES,
      promise: promiseOf(before),
      parallel: this.threads,
      signal,
      onProgress: this.#teller(id, signal),
    })
    signal.throwIfAborted()
    const write = async (folder: string, name: string) => {
      const command = `gaitway calibrate --model ${name} --targets ${TARGETS} --episodes ${EPISODES}`
      await publishCalibration(folder, checkpoint.gaitway, calibration, { command, files })
    }
    if (copy === undefined) return write(from, model)
    const parent = join(this.folders.staging, scratch + id)
    try {
      const staged = join(parent, copy)
      await copyModel(from, staged, files)
      await write(staged, copy)
      await editCard(staged, (card) => withTitle(card, copy), files)
      signal.throwIfAborted()
      await placeFolder(this.folders, staged, ownFolder(this.folders, 'models', copy), { replace: false })
    } finally {
      await files.remove(parent)
    }
  }

  /** Tells at most four times a second. */
  #teller(id: string, signal: AbortSignal): (progress: EvaluationProgress) => void {
    let toldAt = 0
    return ({ steps, totalSteps, episodes, totalEpisodes }) => {
      if (signal.aborted || hasEnded(this.jobs.get(id).state) || Date.now() - toldAt < 250) return
      toldAt = Date.now()
      this.jobs.update(id, {
        progress: (0.99 * steps) / totalSteps,
        message: `episode ${episodes} of ${totalEpisodes}`,
      })
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
