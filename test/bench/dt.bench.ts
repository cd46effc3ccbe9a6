import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import * as ort from 'onnxruntime-web'
import { type BatchTensors, emptyBatch, toTensors, type WindowShape } from '../../src/dt/batches.js'
import { prepareBackend } from '../../src/dt/backend.js'
import { type ModelConfig, parseModelConfig } from '../../src/dt/config.js'
import { type GradientPool, shareBatch } from '../../src/dt/gradientServer.js'
import { type Context, Inference } from '../../src/dt/inference.js'
import { initialWeights } from '../../src/dt/initialise.js'
import { DecisionTransformer } from '../../src/dt/model.js'
import { exportOnnx } from '../../src/dt/onnx.js'
import { AdamW } from '../../src/dt/optimizer.js'
import { Random } from '../../src/dt/random.js'
import { readSafetensors } from '../../src/dt/safetensors.js'
import { Stepper } from '../../src/dt/stepper.js'
import { readTorchFile } from '../../src/dt/torchFile.js'
import { InputError } from '../../src/platform/errors.js'
import { NodeTaskPool, workerScript } from '../../src/platform/nodeTaskPool.js'
import { NaiveTrainer } from './naiveModel.js'
import { printTable } from './table.js'

/** The published size on the half-cheetah. */
const [S, A, K, BATCH] = [17, 6, 20, 64]
const config = (more: Partial<ModelConfig> = {}) =>
  parseModelConfig({ state_dim: S, act_dim: A, max_ep_len: 1000, ...more })

const shape: WindowShape = {
  contextLength: K,
  stateSize: S,
  actionSize: A,
  paddedState: new Float32Array(S),
  maxEpisodeLength: 1000,
  timesteps: 'episode',
}

function randomBatch(size: number) {
  const random = new Random(5)
  const batch = emptyBatch(size, shape)
  for (const values of [batch.states, batch.actions, batch.returnsToGo]) {
    for (let i = 0; i < values.length; i++) values[i] = random.normal()
  }
  for (let i = 0; i < batch.targets.length; i++) batch.targets[i] = Math.tanh(random.normal())
  for (let i = 0; i < batch.timesteps.length; i++) batch.timesteps[i] = 100 + (i % K)
  batch.mask.fill(1)
  return batch
}

/** Least processor time of a few runs, ms: what else the machine does hits it least. */
async function cpuMs(runs: number, run: () => unknown): Promise<number> {
  let best = Infinity
  for (let i = 0; i < runs; i++) {
    const { user, system } = process.cpuUsage()
    await run()
    const used = process.cpuUsage()
    best = Math.min(best, (used.user - user + used.system - system) / 1000)
  }
  return best
}

function stepper(): Stepper {
  const model = new DecisionTransformer(config(), initialWeights(config(), 1))
  return new Stepper(model, new AdamW(model, { weightDecay: 1e-4, decayAll: true, clipNorm: 0.25 }), 0)
}

async function oneStep(own: Stepper, batch: BatchTensors, step: number): Promise<void> {
  const { loss, clip } = own.step(batch, step, 1e-4)
  await loss.data()
  loss.dispose()
  clip.dispose()
}

/** A training step: our kernels and stock ops, both in tfjs's wasm backend. */
async function trainingStep(): Promise<void> {
  await prepareBackend('wasm')
  const batch = toTensors(randomBatch(BATCH), shape)
  const own = stepper()
  let step = 0
  const ours = await cpuMs(8, () => oneStep(own, batch, step++))
  const naive = new NaiveTrainer(config(), initialWeights(config(), 1))
  const stock = await cpuMs(3, () => naive.step(batch))
  console.log(
    `\nTraining step, batch ${BATCH}, K ${K}, hidden 128, 3 layers, dropout 0.1, one core, ms of processor:\n`,
  )
  printTable(
    ['', 'ms', 'times faster'],
    [
      ['tfjs-wasm, stock ops', stock.toFixed(0), 1],
      ['tfjs-wasm, our kernels', ours.toFixed(0), (stock / ours).toFixed(1)],
    ],
  )
}

/** The same batch on this thread alone, and shared with a worker. */
async function sharedStep(): Promise<void> {
  const script = workerScript('gradient')
  if (!script) return console.log('\nTwo workers: not built, run npm run build first.')
  await prepareBackend('wasm')
  const own = stepper()
  const batch = randomBatch(BATCH)
  const pool: GradientPool = new NodeTaskPool(script, 1, null)
  const weights = await own.weights()
  const [first, second] = shareBatch(batch, 2, shape)
  const task = { config: config(), seed: 0, backend: 'wasm' as const, step: 0, shape }
  const alone = async () => own.stepParts([await own.part(batch, shape, 0, 0)], 0, 1e-4).clip.dispose()
  const together = async () => {
    const answer = pool.run({ ...task, part: 1, weights, batch: second })
    const parts = [await own.part(first, shape, 0, 0), await answer]
    own.stepParts(parts, 0, 1e-4).clip.dispose()
  }
  const wall = async (run: () => Promise<void>) => {
    const begun = performance.now()
    await run()
    return performance.now() - begun
  }
  const [one, two]: number[][] = [[], []]
  for (let round = 0; round < 8; round++) {
    one.push(await wall(alone))
    two.push(await wall(together))
  }
  await pool.close()
  const [a, b] = [Math.min(...one), Math.min(...two)]
  console.log(
    `\nOne batch on two workers, ms of wall clock (${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}):\n`,
  )
  printTable(
    ['', 'ms', 'times faster'],
    [
      ['alone', a.toFixed(0), 1],
      ['with a helper', b.toFixed(0), (a / b).toFixed(2)],
    ],
  )
}

function contexts(count: number, steps: number): Context[] {
  const random = new Random(6)
  const values = (size: number) => Float32Array.from({ length: size }, () => random.normal())
  return Array.from({ length: count }, () => ({
    steps,
    states: values(steps * S),
    actions: values(steps * A),
    returns: values(steps),
    timesteps: Int32Array.from({ length: steps }, (_, t) => t),
  }))
}

/** One action a lane: ours beside onnxruntime-web's graph cut to the last action. */
async function acting(): Promise<void> {
  ort.env.wasm.numThreads = 1
  ort.env.logLevel = 'error'
  const weights = initialWeights(config(), 1)
  const session = await ort.InferenceSession.create(
    exportOnnx({ config: config(), weights }, { lastActionOnly: true }),
  )
  const rows: string[][] = []
  for (const lanes of [1, 16]) {
    const given = contexts(lanes, K)
    const inference = new Inference(config(), weights, lanes, K)
    const flat = (key: 'states' | 'actions' | 'returns') =>
      Float32Array.from(given.flatMap((each) => [...each[key]]))
    const feed = {
      states: new ort.Tensor('float32', flat('states'), [lanes, K, S]),
      actions: new ort.Tensor('float32', flat('actions'), [lanes, K, A]),
      returns_to_go: new ort.Tensor('float32', flat('returns'), [lanes, K, 1]),
      timesteps: new ort.Tensor(
        'int64',
        BigInt64Array.from(given.flatMap((each) => [...each.timesteps].map(BigInt))),
        [lanes, K],
      ),
      attention_mask: new ort.Tensor('float32', new Float32Array(lanes * K).fill(1), [lanes, K]),
    }
    const answer = (await session.run(feed)).action.data as Float32Array
    const ours = inference.actions(given).flatMap((action) => [...action])
    const difference = Math.max(...ours.map((value, i) => Math.abs(value - answer[i])))
    const repeat = lanes === 1 ? 50 : 5
    const many = (run: () => unknown) => async () => {
      for (let i = 0; i < repeat; i++) await run()
    }
    const own =
      (await cpuMs(
        8,
        many(() => inference.actions(given)),
      )) / repeat
    const theirs =
      (await cpuMs(
        8,
        many(() => session.run(feed)),
      )) / repeat
    rows.push([String(lanes), own.toFixed(2), theirs.toFixed(2), difference.toExponential(1)])
  }
  console.log(`\nThe newest action, K ${K}, hidden 128, 3 layers, one core, ms of processor:\n`)
  printTable(['lanes', 'ours', 'onnxruntime-web, last action', 'largest difference'], rows)
  const small: string[][] = []
  for (const [steps, hidden_size, n_layer] of [
    [20, 128, 3],
    [10, 128, 3],
    [8, 128, 3],
    [8, 128, 2],
    [10, 96, 3],
    [5, 128, 3],
  ]) {
    const shaped = config({ hidden_size, n_layer })
    const inference = new Inference(shaped, initialWeights(shaped, 1), 8, steps)
    const given = contexts(8, steps)
    const ms =
      (await cpuMs(8, () => {
        for (let i = 0; i < 20; i++) inference.actions(given)
      })) / 20
    small.push([String(steps), String(hidden_size), String(n_layer), ms.toFixed(2)])
  }
  console.log('\nEight agents in one call, one core, ms of processor:\n')
  printTable(['context', 'hidden', 'layers', 'ms'], small)
}

/** Dispatches and encoding of a WebGPU step, on Dawn's backend that computes nothing. */
async function encoding(): Promise<void> {
  const name = 'webgpu'
  const dawn = (await import(/* @vite-ignore */ name).catch(() => undefined)) as
    { create(options: string[]): GPU; globals: object } | undefined
  if (!dawn)
    return console.log('\nWebGPU: the package webgpu is not installed (npm install --no-save webgpu).')
  Object.assign(globalThis, dawn.globals)
  const navigator = { gpu: dawn.create(['backend=null']) }
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true })
  await prepareBackend('webgpu')
  let dispatches = 0
  const pass = GPUComputePassEncoder.prototype
  const original = pass.dispatchWorkgroups
  pass.dispatchWorkgroups = function (...groups) {
    dispatches++
    return original.apply(this, groups)
  }
  const own = stepper()
  const batch = toTensors(randomBatch(BATCH), shape)
  let step = 0
  await oneStep(own, batch, step++)
  dispatches = 0
  const steps = 20
  const ms = await cpuMs(5, async () => {
    for (let i = 0; i < steps; i++) await oneStep(own, batch, step++)
  })
  console.log(
    `\nWebGPU: ${dispatches / (5 * steps)} dispatches a step, ${(ms / steps).toFixed(1)} ms of processor to encode one (Dawn's null backend).`,
  )
}

/** Broken checkpoints: how many are refused in words, how long the slowest takes. */
function brokenInput(): void {
  const random = new Random(13)
  const golden = (file: string) => new Uint8Array(readFileSync(join('test/dt/golden/edge', file)))
  const kinds: [string, (bytes: Uint8Array) => unknown][] = [
    ['model.safetensors', (bytes) => readSafetensors(bytes, 'm')],
    ['pytorch_model.bin', (bytes) => readTorchFile(bytes, 'm')],
    ['pytorch_model.legacy.bin', (bytes) => readTorchFile(bytes, 'm')],
  ]
  const rows = kinds.map(([file, read]) => {
    const whole = golden(file)
    let [refused, read_, other, slowest] = [0, 0, 0, 0]
    for (let i = 0; i < 200; i++) {
      let bytes: Uint8Array = whole.slice()
      if (i % 4 === 0) bytes = bytes.subarray(0, random.integer(bytes.length))
      else
        for (let n = 0; n < 1 + (i % 5); n++)
          bytes[random.integer(i % 4 === 1 ? 6000 : bytes.length)] = random.integer(256)
      if (i % 4 === 3) new DataView(bytes.buffer).setBigUint64(0, BigInt(2 ** 40 + i), true)
      const begun = performance.now()
      try {
        read(bytes)
        read_++
      } catch (error) {
        if (error instanceof InputError) refused++
        else other++
      }
      slowest = Math.max(slowest, performance.now() - begun)
    }
    return [file, refused, read_, other, slowest.toFixed(1)]
  })
  const memory = (process.memoryUsage.rss() / 1e6).toFixed(0)
  console.log(`\n200 broken copies of each checkpoint file (memory afterwards: ${memory} MB):\n`)
  printTable(['file', 'refused in words', 'still readable', 'other errors', 'slowest, ms'], rows)
}

/** Kills a training without warning, resumes it and compares the bytes with an undisturbed one. */
async function killed(): Promise<void> {
  const command = 'dist/node/cli/gaitway.mjs'
  const folder = mkdtempSync(join(tmpdir(), 'gaitway-bench-'))
  const size = [
    '--steps',
    '100',
    '--batch-size',
    '16',
    '--hidden',
    '64',
    '--context',
    '8',
    '--backend',
    'wasm',
  ]
  const data = ['--data', 'assets/datasets/cheetah-gaits', '--checkpoint-every', '3']
  const fresh = (out: string) => ['train', ...data, '--out', out, ...size]
  const [whole, cut] = [join(folder, 'whole'), join(folder, 'cut')]
  const run = (args: string[]) => spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' })
  const begun = performance.now()
  const first = run(fresh(whole))
  const took = performance.now() - begun
  if (first.status !== 0) return console.log(`\nkill -9: could not train: ${first.stderr.trim()}`)
  const child = spawn(process.execPath, [command, ...fresh(cut)], { stdio: 'ignore' })
  const after = took * (0.5 + 0.4 * Math.random())
  const timer = setTimeout(() => child.kill('SIGKILL'), after)
  const signal = await new Promise((resolve) => child.on('exit', (_, by) => resolve(by)))
  clearTimeout(timer)
  const resumed = signal ? run(['train', '--resume', '--out', cut]) : undefined
  const bytes = (out: string) => readFileSync(join(out, 'model.safetensors'))
  const verdict = () => {
    if (!resumed) return 'it was done before the kill'
    if (resumed.status !== 0) return resumed.stderr.trim()
    return bytes(whole).equals(bytes(cut))
      ? 'resumed, the same bits as undisturbed'
      : 'resumed, NOT the same bits'
  }
  console.log(`\nkill -9 after ${(after / 1000).toFixed(1)} of ${(took / 1000).toFixed(1)} s: ${verdict()}.`)
  rmSync(folder, { recursive: true })
}

const parts: Record<string, () => void | Promise<void>> = {
  train: trainingStep,
  workers: sharedStep,
  act: acting,
  webgpu: encoding,
  broken: brokenInput,
  kill: killed,
}

/** The Decision Transformer's figures; names of parts choose some of them: train, workers, act, webgpu, broken, kill. */
export default async function dt(wanted: readonly string[]): Promise<void> {
  for (const [name, run] of Object.entries(parts))
    if (wanted.length === 0 || wanted.includes(name)) await run()
  // Dawn's objects and onnxruntime keep the process alive.
  process.exit()
}
