import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { loadCheckpoint } from '../dt/index.js'
import { InputError } from '../platform/index.js'
import { filesWithinNow, NodeFiles } from '../platform/node.js'
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
import { JobLife, type Surroundings } from './jobLife.js'
import type { Jobs } from './jobs.js'
import type { Library } from './library.js'
import { placeFolder } from './placing.js'

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
  readonly #life: JobLife<Kept>
  /** Who executes a training; none while nobody does. */
  readonly #executing = new Map<string, string>()
  readonly #files = new NodeFiles()
  readonly #folders: Folders
  readonly #library: Library
  readonly #jobs: Jobs
  readonly #isHere: (window: string) => boolean

  constructor(surroundings: Surroundings, library: Library, isHere: (window: string) => boolean) {
    this.#folders = surroundings.folders
    this.#jobs = surroundings.jobs
    this.#library = library
    this.#isHere = isHere
    const claim = ({ model, datasets, title }: Kept) => {
      const freeModel = library.reserve('models', model, title)
      try {
        const freeDatasets = library.use('datasets', datasets, title)
        return () => {
          freeModel()
          freeDatasets()
        }
      } catch (error) {
        freeModel()
        throw error
      }
    }
    this.#life = new JobLife({ kind: 'train', noun: 'training', claim, schema: Kept }, surroundings)
  }

  /** Takes up what earlier runs of the host left. */
  recover(): Promise<void> {
    return this.#life.recover(async (_, kept) => ({
      progress: progressOf(kept),
      message: `Gaitway was closed; ${whereItGoesOn(kept)}`,
    }))
  }

  async start({ datasets, model, config }: Input<'train.start'>, caller: Caller): Promise<Job> {
    for (const id of datasets) {
      const { error } = await this.#library.dataset(id)
      if (error) throw new InputError(`the dataset ${id} cannot be used: ${error}`)
    }
    const kept: Kept = {
      kind: 'train',
      title: `Train ${model}`,
      startedAt: Date.now(),
      datasets,
      model,
      config,
      step: 0,
      history: [],
    }
    const job = await this.#life.begin(kept)
    this.#executing.set(job.id, caller.window)
    return job
  }

  async report(
    { jobId, step, loss, stepsPerSecond, state, message }: Input<'train.report'>,
    caller: Caller,
  ): Promise<void> {
    const kept = this.#of(jobId, caller)
    if (step > (kept.history.at(-1)?.step ?? -1)) kept.history.push({ step, loss })
    if (kept.history.length > keptPoints) kept.history = kept.history.filter((_, index) => index % 2 === 0)
    const figures = `step ${step} of ${kept.config.steps}, loss ${loss.toPrecision(3)}, ${stepsPerSecond.toPrecision(3)} steps/s`
    const progress = Math.min(1, step / kept.config.steps)
    // Done is what `commit` says, when the model is in its place.
    const shown = state === 'done' ? 'running' : state
    this.#jobs.update(jobId, { state: shown, progress, message: message || figures })
    if (shown !== 'running') await this.#life.keep(jobId)
    if (shown === 'cancelled') await this.#life.end(jobId)
  }

  /** The files that were uploaded become the checkpoint that a resume starts from. */
  async checkpoint({ jobId, step }: Input<'train.checkpoint'>, caller: Caller): Promise<void> {
    const kept = this.#of(jobId, caller)
    const incoming = this.incoming(jobId)
    if (!existsSync(incoming))
      throw new InputError(`no files of a checkpoint at step ${step} have been uploaded`)
    await loadCheckpoint('incoming', new NodeFiles(this.#life.folder(jobId)))
    await placeFolder(this.#folders, incoming, this.checkpointFolder(jobId), {
      replace: existsSync(this.checkpointFolder(jobId)),
    })
    kept.step = step
    await this.#life.keep(jobId)
  }

  /** The model moves into the library, as it was uploaded: weights, card, figures and what a resume needs. */
  async commit(jobId: string, caller: Caller): Promise<ModelSummary> {
    const kept = this.#of(jobId, caller)
    const lastStep = kept.history.at(-1)?.step ?? 0
    if (existsSync(this.incoming(jobId))) await this.checkpoint({ jobId, step: lastStep }, caller)
    if (!existsSync(this.checkpointFolder(jobId)))
      throw new InputError('no checkpoint has been uploaded yet: train at least until the first one')
    const { gaitway } = await loadCheckpoint('checkpoint', new NodeFiles(this.#life.folder(jobId)))
    if (!gaitway) throw new InputError('the checkpoint has no gaitway.json: without it the model cannot act')
    await placeFolder(
      this.#folders,
      this.checkpointFolder(jobId),
      ownFolder(this.#folders, 'models', kept.model),
      {
        replace: false,
        obsolete: [this.#life.folder(jobId)],
      },
    )
    this.#life.done(jobId, { message: 'trained', result: kept.model })
    this.#library.changed('models')
    return this.#library.model(kept.model)
  }

  async resume(jobId: string, caller: Caller): Promise<Output<'train.resume'>> {
    const kept = this.#life.find(jobId)
    const job = this.#jobs.get(jobId)
    const executing = this.#executing.get(jobId)
    const elsewhere = executing !== undefined && executing !== caller.window
    if (job.state === 'running' && elsewhere && this.#isHere(executing))
      throw new InputError(`"${job.title}" is running in another window: pause it there first`)
    this.#life.claimAgain(jobId)
    this.#executing.set(jobId, caller.window)
    await this.#files.remove(this.incoming(jobId))
    const { datasets, model, config, step } = kept
    kept.history = kept.history.filter((point) => point.step <= step)
    const files = this.#checkpointFiles(jobId)
    const running = this.#jobs.update(jobId, { state: 'running', message: `goes on at step ${step}` })
    return { job: running, datasets, model, config, step, files }
  }

  history(jobId: string): Kept['history'] {
    return this.#life.find(jobId).history
  }

  /** Its trainings wait for another window; one that is only slow takes them back with its next report. */
  windowGone(window: string): void {
    for (const jobId of this.#life.ids())
      if (this.#executing.get(jobId) === window && this.#jobs.get(jobId).state === 'running') {
        const message = `its window was closed; ${whereItGoesOn(this.#life.find(jobId))}`
        this.#jobs.update(jobId, { state: 'paused', message })
      }
  }

  /** For the next start of the host. */
  async close(): Promise<void> {
    await this.#life.keepAll()
  }

  incoming(jobId: string): string {
    this.#life.find(jobId)
    return join(this.#life.folder(jobId), 'incoming')
  }

  checkpointFolder(jobId: string): string {
    this.#life.find(jobId)
    return join(this.#life.folder(jobId), 'checkpoint')
  }

  /** The training, if the caller is the window that executes it. */
  #of(jobId: string, caller: Caller): Kept {
    const kept = this.#life.find(jobId)
    if (this.#executing.get(jobId) !== caller.window)
      throw new InputError('this training goes on in another window: this one has lost it')
    return kept
  }

  #checkpointFiles(jobId: string): string[] {
    const folder = this.checkpointFolder(jobId)
    if (!existsSync(folder)) return []
    return filesWithinNow(folder, 'checkpoint', { most: 1000, depth: 4 })
      .filter(({ stats }) => stats.isFile())
      .map(({ path }) => path.replaceAll('\\', '/'))
  }
}

function progressOf({ step, config }: Kept): number {
  return Math.min(1, step / config.steps)
}

function whereItGoesOn({ step }: Kept): string {
  return step > 0 ? `it can go on from its checkpoint at step ${step}` : 'it can be started over'
}
