import * as v from 'valibot'
import {
  type Files,
  InputError,
  LARGEST_WEIGHTS,
  parseJson,
  readAs,
  replaceFolder,
  splitFolder,
} from '../platform/index.js'
import {
  BACKENDS,
  type Checkpoint,
  CONDITIONINGS,
  loadTrainingState,
  RECIPES,
  saveCheckpoint,
  saveTrainingState,
  SCHEDULES,
  TIMESTEPS,
  type TrainingState,
} from '../dt/index.js'
import { removeLeftovers } from '../platform/node.js'
import { requireWritable } from './outputFile.js'

const number = v.optional(v.number())

/** What a training was started with: enough to go on with it from `--out` alone. */
const RunSchema = v.object({
  command: v.string(),
  data: v.array(v.string()),
  title: v.optional(v.string()),
  license: v.optional(v.string()),
  options: v.object({
    recipe: v.optional(v.picklist(RECIPES)),
    steps: number,
    batchSize: number,
    contextLength: number,
    hiddenSize: number,
    layers: number,
    heads: number,
    dropout: number,
    learningRate: number,
    schedule: v.optional(v.picklist(SCHEDULES)),
    warmupSteps: number,
    weightDecay: number,
    clipNorm: number,
    conditioning: v.optional(v.picklist(CONDITIONINGS)),
    timesteps: v.optional(v.picklist(TIMESTEPS)),
    seed: number,
    backend: v.optional(v.picklist(BACKENDS)),
  }),
  /** Mean loss of each stretch so far. */
  losses: v.array(v.object({ step: v.number(), loss: v.number() })),
})
export type TrainingRun = v.InferOutput<typeof RunSchema>

const RUN = 'training/run.json'

/**
 * The folder of a training that is under way, hidden beside its target. A crash leaves it at its last checkpoint;
 * when the training is done it becomes the target.
 */
export class TrainingFolder {
  readonly target: string
  readonly path: string
  readonly #files: Files
  /** Makes the hidden folder what the first step needs. */
  #begin = async () => {}

  /** Throws `InputError` where the target is no name that a folder can be put under. */
  constructor(target: string, files: Files) {
    this.target = target.replace(/(?<=.)\/+$/, '')
    const { parent, name } = splitFolder(this.target)
    this.path = `${parent}.${name}.training`
    this.#files = files
  }

  /** Throws `InputError` where something is in the way of a new training, saying which option settles it. */
  async requireFree(force: boolean): Promise<void> {
    await requireReplaceable(this.target, 'model', 'config.json', force, this.#files)
    if (!force && (await this.#files.stat(`${this.path}/${RUN}`)))
      throw new InputError(
        `a training of ${this.target} was interrupted: add --resume to go on with it, or --force to begin again`,
      )
    this.#begin = () => this.#files.remove(this.path)
  }

  /**
   * To be called by who has the folder for itself. Removes what a kill left half written; throws `InputError` where
   * nothing can be written, which would come out at the first checkpoint.
   */
  async requireWritable(): Promise<void> {
    for (const folder of [this.path, this.target]) {
      if (!(await this.#files.stat(folder))?.isFolder) continue
      await requireWritable(folder)
      await removeLeftovers(folder, 1)
    }
  }

  /** To be called with the first step: a training that cannot start leaves everything as it was. */
  async begin(): Promise<void> {
    await this.#begin()
  }

  /**
   * An interrupted training, or a finished one that is to go further. Throws `InputError` where there is neither, or
   * where it is not readable. `isInPlace`: its model is the target.
   */
  async resume(): Promise<{ run: TrainingRun; state: TrainingState; isInPlace: boolean }> {
    for (const folder of [this.path, this.target]) {
      const path = `${folder}/${RUN}`
      if (!(await this.#files.stat(path))) continue
      if (folder === this.target) this.#begin = () => this.#copyTraining()
      return {
        run: parseRun(await this.#files.read(path), path),
        state: await loadTrainingState(folder, this.#files),
        // A copy of a finished training's state, on which no step was built, has no model with it.
        isInPlace: folder === this.target || !(await this.#files.stat(`${this.path}/config.json`)),
      }
    }
    throw new InputError(
      `--resume: there is no training of ${this.target} to go on with; start one without --resume`,
    )
  }

  /** A finished training that goes on keeps its metrics. */
  async #copyTraining(): Promise<void> {
    await this.#files.remove(this.path)
    await this.#files.makeFolder(`${this.path}/training`)
    for (const { name, isFolder } of await this.#files.list(`${this.target}/training`)) {
      if (isFolder) continue
      const bytes = await this.#files.read(`${this.target}/training/${name}`, { most: LARGEST_WEIGHTS })
      await this.#files.writeAtomic(`${this.path}/training/${name}`, bytes)
    }
  }

  /** The training can be resumed from here on. */
  async save(run: TrainingRun, checkpoint: Checkpoint, state: TrainingState): Promise<void> {
    await saveCheckpoint(this.path, checkpoint, this.#files)
    await saveTrainingState(this.path, state, this.#files)
    await this.#files.writeAtomic(
      `${this.path}/${RUN}`,
      new TextEncoder().encode(JSON.stringify(run, null, 2)),
    )
  }

  /** Puts the finished model in place of the target; `best` where that is not the last one. */
  async finish(card: string, best?: Checkpoint): Promise<void> {
    if (best) await saveCheckpoint(this.path, best, this.#files)
    await this.#files.writeAtomic(`${this.path}/README.md`, new TextEncoder().encode(card))
    await replaceFolder(this.path, this.target, this.#files)
  }
}

function parseRun(bytes: Uint8Array, path: string): TrainingRun {
  const advice = 'begin again with --force instead of --resume'
  return readAs(RunSchema, parseJson(bytes, path, { advice }), path, { whole: 'the top', advice })
}

/**
 * Throws `InputError` unless `folder` is free, or is to be replaced and holds `mark`, the file by which a folder of
 * its kind is known: a slip of `--out` must not cost a folder of something else.
 */
async function requireReplaceable(
  folder: string,
  kind: string,
  mark: string,
  force: boolean,
  files: Files,
): Promise<void> {
  const stat = await files.stat(folder)
  if (stat === undefined) return
  if (!stat.isFolder) throw new InputError(`--out ${folder} is a file: name a folder for the ${kind}`)
  if ((await files.list(folder)).length === 0) return
  if (!force)
    throw new InputError(`--out ${folder} exists already: choose another name, or --force to replace it`)
  if (!(await files.stat(`${folder}/${mark}`)))
    throw new InputError(`--out ${folder} holds no ${kind}: it is not replaced, choose another name`)
}
