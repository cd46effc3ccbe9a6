import { existsSync } from 'node:fs'
import { mkdtemp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Episode, writeDataset } from '../../src/data/index.js'
import { type Checkpoint, checkpointFiles } from '../../src/dt/checkpoint.js'
import { parseModelConfig } from '../../src/dt/config.js'
import { tensorShapes } from '../../src/dt/network.js'
import { createGenerator } from '../../src/gym/index.js'
import { InputError } from '../../src/platform/errors.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import type { HostEvent, Input, JobState, Method, Output } from '../../src/host/contract.js'
import { type Host, type HostOptions, openHost } from '../../src/host/services.js'

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gaitway-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A package of Gaitway with a shipped dataset, a shipped model and a level, and nothing built. */
export async function temporaryPackage(): Promise<string> {
  const root = await temporaryFolder()
  await writeFile(join(root, 'package.json'), JSON.stringify({ name: 'gaitway', version: '1.2.3' }))
  await writeEpisodes(join(root, 'assets', 'datasets'), 'shipped-runs', 2)
  await writeModel(join(root, 'assets', 'models', 'cheetah'))
  await mkdir(join(root, 'levels'))
  await writeFile(join(root, 'levels', 'sprint.json'), '{"name": "Sprint", "terrain": []}')
  return root
}

/** The same with the workers of `npm run build`. */
export async function builtPackage(): Promise<string> {
  const workers = join(import.meta.dirname, '..', '..', 'dist', 'node', 'workers')
  if (!existsSync(join(workers, 'entry.mjs'))) throw new Error('the workers are not built: npm run build')
  const root = await temporaryPackage()
  await mkdir(join(root, 'dist', 'node'), { recursive: true })
  await symlink(workers, join(root, 'dist', 'node', 'workers'))
  return root
}

export interface OpenedHost {
  host: Host
  events: HostEvent[]
  log: string[]
  /** As the window `name` calls: what the services refuse is thrown. */
  call<M extends Method>(method: M, input: Input<M>, window?: string): Promise<Output<M>>
  /** Waits until the job was in this state, or said this. */
  jobState(jobId: string, state: JobState | RegExp): Promise<void>
}

export async function openTestHost(options: Partial<HostOptions> = {}): Promise<OpenedHost> {
  const log: string[] = []
  const events: HostEvent[] = []
  const host = await openHost({
    library: options.library ?? join(await temporaryFolder(), 'library'),
    root: options.root ?? (await temporaryPackage()),
    desktop: false,
    environment: {},
    log: (line) => log.push(line),
    ...options,
  })
  let open = true
  const close = host.close.bind(host)
  host.close = async () => {
    if (open) await close()
    open = false
  }
  onTestFinished(() => host.close())
  host.listen((event) => events.push(event))
  return {
    host,
    events,
    log,
    async call(method, input, window = 'window') {
      const reply = await host.dispatch(method, input, { window })
      if ('result' in reply) return reply.result as never
      throw reply.error.kind === 'input'
        ? new InputError(reply.error.message)
        : new Error(reply.error.message)
    },
    jobState(jobId, wanted) {
      const reached = ({ event, data }: HostEvent) =>
        event === 'job' &&
        data.id === jobId &&
        (typeof wanted === 'string' ? data.state === wanted : wanted.test(data.message))
      return new Promise((resolve) => {
        if (events.some(reached)) return resolve()
        const stop = host.listen((event) => {
          if (!reached(event)) return
          stop()
          resolve()
        })
      })
    },
  }
}

export const trainingConfig: Input<'train.start'>['config'] = {
  steps: 100,
  batchSize: 64,
  contextLength: 20,
  hiddenSize: 128,
  layers: 3,
  heads: 1,
  dropout: 0.1,
  learningRate: 1e-4,
  schedule: 'constant',
  seed: 1,
  backend: 'auto',
}

export const cheetah = { observationSize: 17, actionSize: 6 }

/** Random numbers in a cheetah's sizes; the same for the same seed. */
export function makeEpisode(seed: number, length = 5): Episode {
  const random = createGenerator(seed)
  const floats = (count: number) => Float32Array.from({ length: count }, () => random.normal())
  return {
    episodeId: seed,
    envId: 'Gaitway/HalfCheetah-v0',
    level: '',
    seed,
    envOptions: {},
    controller: 'scripted:test',
    ...cheetah,
    length,
    observations: floats(length * cheetah.observationSize),
    actions: floats(length * cheetah.actionSize),
    rewards: floats(length),
    finalObservation: floats(cheetah.observationSize),
    terminated: false,
    truncated: true,
  }
}

export async function writeEpisodes(datasets: string, id: string, episodes: number): Promise<void> {
  const made = Array.from({ length: episodes }, (_, index) => makeEpisode(index))
  await writeDataset(id, made, new NodeFiles(datasets))
}

/** The smallest model that can be loaded, as the files of its checkpoint. */
export function modelFiles(weight = 0.01): Map<string, Uint8Array> {
  const config = parseModelConfig({
    state_dim: cheetah.observationSize,
    act_dim: cheetah.actionSize,
    hidden_size: 8,
    n_layer: 1,
    n_positions: 64,
    max_ep_len: 64,
  })
  const weights: Checkpoint['weights'] = new Map()
  for (const [name, shape] of tensorShapes(config)) {
    const size = shape.reduce((product, length) => product * length, 1)
    weights.set(name, { shape, data: new Float32Array(size).fill(weight) })
  }
  const files = checkpointFiles({
    config,
    weights,
    gaitway: {
      format: 1,
      envId: 'Gaitway/HalfCheetah-v0',
      contextLength: 20,
      stateMean: Array.from({ length: cheetah.observationSize }, () => 0),
      stateStd: Array.from({ length: cheetah.observationSize }, () => 1),
      horizon: 1000,
      conditioning: { mode: 'classic', scale: 1000 },
      targetRange: [100, 5000],
      training: { steps: 60, step: 40, loss: 0.25 },
    },
  })
  files.set('README.md', new TextEncoder().encode('---\nlicense: mit\n---\n# A small cheetah\n\nWords.\n'))
  files.set('training/state.bin', Uint8Array.of(1, 2, 3))
  return files
}

export async function writeModel(folder: string, weight?: number): Promise<void> {
  const files = new NodeFiles(folder)
  for (const [name, bytes] of modelFiles(weight)) await files.writeAtomic(name, bytes)
}

/** What a window does at a checkpoint. */
export async function upload(host: Host, jobId: string, files: Map<string, Uint8Array>): Promise<Response[]> {
  const responses: Response[] = []
  for (const [name, bytes] of files) {
    const url = `http://127.0.0.1/blob/staging/${jobId}/${name}`
    const body = Uint8Array.from(bytes)
    responses.push(await host.blobs(new Request(url, { method: 'PUT', body })))
  }
  return responses
}

export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8')
}
