import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { loadCheckpoint } from '../dt/checkpoint.js'
import { InputError, messageOf } from '../platform/errors.js'
import { filesWithinNow } from '../platform/folderEntries.js'
import { NodeFiles } from '../platform/nodeFiles.js'
import { readAs } from '../platform/schema.js'
import type { StagingArea } from './blobs.js'
import {
  type Caller,
  EntryId,
  Id,
  type Input,
  type Job,
  type ModelSummary,
  type Output,
  TrainingConfig,
} from './contract.js'
import { type Folders, ownFolder } from './folders.js'
import { type Jobs, newJobId } from './jobs.js'
import { jobsIn, readJobFile } from './jobFiles.js'
import type { Library } from './library.js'
import { placeFolder } from './placing.js'
import type { Trash } from './trash.js'

/** What is kept of a training on the disk, so that it can go on after the host was closed. */
const Kept = v.object({
  kind: v.literal('train'),
  title: v.string(),
  startedAt: v.number(),
  datasets: v.array(EntryId),
  model: Id,
  config: TrainingConfig,
  /** Of the last complete checkpoint; 0 before the first. */
  step: v.number(),
  history: v.array(v.object({ step: v.number(), loss: v.number() })),
})
type Kept = v.InferOutput<typeof Kept>

interface Training {
  kept: Kept
  /** Who executes it; undefined while nobody does. */
  window: string | undefined
  /** Gives the model's name and the datasets free. */
  release: () => void
}

/** Points of the curve that are kept: enough for a wide chart. */
const keptPoints = 2000

/**
 * Trainings that windows execute. Here lies their state: what was asked for, the last checkpoint, the curve. A
 * window that goes away leaves its training paused; any window can take it up again.
 *
 * In staging a training has a folder of its job's name: `job.json`, `checkpoint/` (the last complete one) and
 * `incoming/` (files that a window is uploading).
 */
export class Trainings implements StagingArea {
  readonly #trainings = new Map<string, Training>()
  readonly #files = new NodeFiles()

  constructor(
    private readonly folders: Folders,
    private readonly library: Library,
    private readonly jobs: Jobs,
    private readonly trash: Trash,
    private readonly isHere: (window: string) => boolean,
    private readonly log: (line: string) => void,
  ) {}

  /** Takes up what earlier runs of the host left. */
  async recover(): Promise<void> {
    for (const name of await jobsIn(this.folders.staging, 'train-')) {
      try {
        const kept = readAs(Kept, await readJobFile(this.folders.staging, name), 'job.json')
        this.#add(name, kept, undefined, this.#reserveIfFree(kept))
        this.#pause(name, `Gaitway was closed; ${this.#whereItGoesOn(name)}`)
      } catch (error) {
        this.log(
          `the training in ${join(this.folders.staging, name)} cannot be taken up: ${messageOf(error)}`,
        )
      }
    }
  }

  async start({ datasets, model, config }: Input<'train.start'>, caller: Caller): Promise<Job> {
    for (const id of datasets) {
      const { error } = await this.library.dataset(id)
      if (error) throw new InputError(`the dataset ${id} cannot be used: ${error}`)
    }
    const title = `Train ${model}`
    const release = this.#reserve(datasets, model, title)
    const id = newJobId('train')
    const kept: Kept = {
      kind: 'train',
      title,
      startedAt: Date.now(),
      datasets,
      model,
      config,
      step: 0,
      history: [],
    }
    try {
      await this.#keep(id, kept)
    } catch (error) {
      release()
      throw error
    }
    return this.#add(id, kept, caller.window, release)
  }

  async report(
    { jobId, step, loss, stepsPerSecond, state, message }: Input<'train.report'>,
    caller: Caller,
  ): Promise<void> {
    const training = this.#of(jobId, caller)
    const { kept } = training
    if (step > (kept.history.at(-1)?.step ?? -1)) kept.history.push({ step, loss })
    if (kept.history.length > keptPoints) kept.history = kept.history.filter((_, index) => index % 2 === 0)
    const figures = `step ${step} of ${kept.config.steps}, loss ${loss.toPrecision(3)}, ${stepsPerSecond.toPrecision(3)} steps/s`
    const progress = Math.min(1, step / kept.config.steps)
    // Done is what `commit` says, when the model is in its place.
    const shown = state === 'done' ? 'running' : state
    this.jobs.update(jobId, { state: shown, progress, message: message || figures })
    if (shown !== 'running') await this.#keep(jobId, kept)
    if (shown === 'cancelled') await this.#end(jobId)
  }

  /** The files that were uploaded become the checkpoint that a resume starts from. */
  async checkpoint({ jobId, step }: Input<'train.checkpoint'>, caller: Caller): Promise<void> {
    const { kept } = this.#of(jobId, caller)
    const incoming = join(this.folders.staging, jobId, 'incoming')
    if (!existsSync(incoming))
      throw new InputError(`no files of a checkpoint at step ${step} have been uploaded`)
    await loadCheckpoint('incoming', new NodeFiles(join(this.folders.staging, jobId)))
    await placeFolder(this.folders, incoming, this.checkpointFolder(jobId), {
      replace: existsSync(this.checkpointFolder(jobId)),
    })
    kept.step = step
    await this.#keep(jobId, kept)
  }

  /** The model moves into the library, as it was uploaded: weights, card, figures and what a resume needs. */
  async commit(jobId: string, caller: Caller): Promise<ModelSummary> {
    const training = this.#of(jobId, caller)
    const { kept } = training
    const lastStep = kept.history.at(-1)?.step ?? 0
    if (existsSync(join(this.folders.staging, jobId, 'incoming')))
      await this.checkpoint({ jobId, step: lastStep }, caller)
    if (!existsSync(this.checkpointFolder(jobId)))
      throw new InputError('no checkpoint has been uploaded yet: train at least until the first one')
    const { gaitway } = await loadCheckpoint('checkpoint', new NodeFiles(join(this.folders.staging, jobId)))
    if (!gaitway) throw new InputError('the checkpoint has no gaitway.json: without it the model cannot act')
    await placeFolder(
      this.folders,
      this.checkpointFolder(jobId),
      ownFolder(this.folders, 'models', kept.model),
      {
        replace: false,
        obsolete: [join(this.folders.staging, jobId)],
      },
    )
    training.release()
    this.#trainings.delete(jobId)
    this.jobs.update(jobId, { state: 'done', progress: 1, message: 'trained', result: kept.model })
    this.library.changed('models')
    return this.library.model(kept.model)
  }

  async resume(jobId: string, caller: Caller): Promise<Output<'train.resume'>> {
    const training = this.#find(jobId)
    const job = this.jobs.get(jobId)
    const elsewhere = training.window !== undefined && training.window !== caller.window
    if (job.state === 'running' && elsewhere && this.isHere(training.window!))
      throw new InputError(`"${job.title}" is running in another window: pause it there first`)
    const { datasets, model, config, step } = training.kept
    training.release()
    training.release = this.#reserve(datasets, model, job.title)
    training.window = caller.window
    await this.#files.remove(join(this.folders.staging, jobId, 'incoming'))
    training.kept.history = training.kept.history.filter((point) => point.step <= step)
    const files = this.#checkpointFiles(jobId)
    const running = this.jobs.update(jobId, { state: 'running', message: `goes on at step ${step}` })
    return { job: running, datasets, model, config, step, files }
  }

  history(jobId: string): Kept['history'] {
    return this.#find(jobId).kept.history
  }

  /** Its trainings wait for another window; one that is only slow takes them back with its next report. */
  windowGone(window: string): void {
    for (const [jobId, training] of this.#trainings)
      if (training.window === window && this.jobs.get(jobId).state === 'running')
        this.#pause(jobId, `its window was closed; ${this.#whereItGoesOn(jobId)}`)
  }

  /** For the next start of the host. */
  async close(): Promise<void> {
    for (const [jobId, { kept }] of this.#trainings) await this.#keep(jobId, kept)
  }

  incoming(jobId: string): string {
    this.#find(jobId)
    return join(this.folders.staging, jobId, 'incoming')
  }

  checkpointFolder(jobId: string): string {
    this.#find(jobId)
    return join(this.folders.staging, jobId, 'checkpoint')
  }

  #add(id: string, kept: Kept, window: string | undefined, release: () => void): Job {
    this.#trainings.set(id, { kept, window, release })
    const { title, startedAt } = kept
    const progress = Math.min(1, kept.step / kept.config.steps)
    const message = 'is about to begin'
    return this.jobs.add(
      { id, kind: 'train', title, state: 'running', progress, message, startedAt },
      {
        cancel: async () => {
          this.jobs.update(id, { state: 'cancelled', message: 'cancelled' })
          await this.#end(id)
        },
        // One that failed keeps its checkpoint until it is taken off the list.
        dismiss: async () => {
          if (this.#trainings.has(id)) await this.#end(id)
        },
      },
    )
  }

  async #end(id: string): Promise<void> {
    this.#trainings.get(id)?.release()
    this.#trainings.delete(id)
    await this.trash.put(join(this.folders.staging, id))
  }

  #pause(id: string, message: string): void {
    this.jobs.update(id, { state: 'paused', message })
  }

  #whereItGoesOn(id: string): string {
    const { step } = this.#find(id).kept
    return step > 0 ? `it can go on from its checkpoint at step ${step}` : 'it can be started over'
  }

  /** The name for its model, and the datasets it reads. */
  #reserve(datasets: readonly string[], model: string, by: string): () => void {
    const freeModel = this.library.reserve('models', model, by)
    try {
      const freeDatasets = this.library.use('datasets', datasets, by)
      return () => {
        freeModel()
        freeDatasets()
      }
    } catch (error) {
      freeModel()
      throw error
    }
  }

  /** After a restart: a name that was taken meanwhile is told when the training is resumed. */
  #reserveIfFree({ datasets, model, title }: Kept): () => void {
    try {
      return this.#reserve(datasets, model, title)
    } catch {
      return () => {}
    }
  }

  #find(jobId: string): Training {
    const training = this.#trainings.get(jobId)
    if (!training) throw new InputError(`there is no training ${jobId}: it has ended or was cancelled`)
    return training
  }

  /** The training, if the caller is the window that executes it. */
  #of(jobId: string, caller: Caller): Training {
    const training = this.#find(jobId)
    if (training.window !== caller.window)
      throw new InputError('this training goes on in another window: this one has lost it')
    return training
  }

  #keep(id: string, kept: Kept): Promise<void> {
    return this.#files.writeAtomic(
      join(this.folders.staging, id, 'job.json'),
      new TextEncoder().encode(JSON.stringify(kept)),
    )
  }

  #checkpointFiles(jobId: string): string[] {
    const folder = this.checkpointFolder(jobId)
    if (!existsSync(folder)) return []
    return filesWithinNow(folder, 'checkpoint', { most: 1000, depth: 4 })
      .filter(({ stats }) => stats.isFile())
      .map(({ path }) => path.replaceAll('\\', '/'))
  }
}
