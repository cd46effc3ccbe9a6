import {
  backend as activeBackend,
  env,
  findBackendFactory,
  getBackend,
  ready,
  registerBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { InputError } from '../platform/index.js'
import { findAdapter } from './gpuAdapter.js'
import { registerKernels } from './kernels/register.js'
import { registerWebGpuKernels } from './kernels/webgpu.js'
import type { BACKENDS } from './trainingLimits.js'

export type WantedBackend = (typeof BACKENDS)[number]
export type BackendName = Exclude<WantedBackend, 'auto'>

export interface BackendChoice {
  backend: BackendName
  /** Why this one, in words for the user. */
  reason: string
}

/**
 * Decides where to compute. `auto` takes a real graphics card where WebGPU shows one and WebAssembly otherwise,
 * never a software adapter, which is a hundred times slower than WebAssembly. Asked for by name, `webgpu` takes
 * whatever adapter there is.
 *
 * @throws InputError where `webgpu` is asked for by name and there is no adapter
 */
export async function chooseBackend(wanted: WantedBackend): Promise<BackendChoice> {
  if (wanted === 'cpu') return { backend: 'cpu', reason: 'plain JavaScript, as asked for' }
  if (wanted === 'wasm') return { backend: 'wasm', reason: 'WebAssembly, as asked for' }
  const { found, software, name } = await findAdapter()
  if (wanted === 'webgpu') {
    if (!found) throw new InputError(`backend webgpu: ${name}; use auto or wasm`)
    return {
      backend: 'webgpu',
      reason: `WebGPU on ${name}${software ? ' (software, slow)' : ''}, as asked for`,
    }
  }
  if (found && !software) return { backend: 'webgpu', reason: `WebGPU on ${name}` }
  const why = found ? `WebGPU has only the software adapter ${name}` : name
  return { backend: 'wasm', reason: `WebAssembly: ${why}` }
}

/** The .wasm file of tfjs as an address: in the window a file beside the bundle, in Node the bytes themselves. */
async function wasmAddress(): Promise<string> {
  const file = import.meta.env.SSR
    ? await import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url&inline')
    : await import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url')
  return file.default
}

let wasmPrepared = false
async function prepareWasm(): Promise<void> {
  if (wasmPrepared) return
  const address = await wasmAddress()
  // Emscripten's glue, CommonJS at heart, reads __dirname in Node; a bundle of ES modules has none.
  const scope = globalThis as { __dirname?: string }
  scope.__dirname ??= '.'
  // One thread: tfjs's threads gained nothing here, and our own module computes on unshared memory.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  setWasmPaths(
    {
      'tfjs-backend-wasm.wasm': address,
      'tfjs-backend-wasm-simd.wasm': address,
      'tfjs-backend-wasm-threaded-simd.wasm': address,
    },
    address.startsWith('data:'),
  )
  wasmPrepared = true
}

async function prepareWebGpu(): Promise<void> {
  await import('@tensorflow/tfjs-backend-webgpu')
  registerWebGpuKernels()
}

/** The graphics device failed or is gone: what was computed since the last check is worth nothing. */
export class DeviceLost extends Error {
  override name = 'DeviceLost'
}

/** What went wrong on a device that nobody waited for. */
const deviceProblems = new WeakMap<GPUDevice, string | undefined>()

/**
 * An error of WebGPU that nobody waits for drops a whole command buffer and leaves old numbers behind. It is kept
 * here for `checkBackend`.
 */
function watchDevice({ device }: WebGPUBackend): void {
  if (deviceProblems.has(device)) return
  deviceProblems.set(device, undefined)
  const note = (problem: string) => {
    if (deviceProblems.get(device) === undefined) deviceProblems.set(device, problem)
  }
  device.addEventListener('uncapturederror', ({ error }) => note(`WebGPU failed: ${error.message}`))
  const listen = async () => {
    const { message } = await device.lost
    note(`the graphics device was lost: ${message || 'no reason given'}`)
  }
  void listen()
}

/** @throws DeviceLost where the graphics device in use reported an error since it was made */
export function checkBackend(): void {
  if (getBackend() !== 'webgpu') return
  const problem = deviceProblems.get((activeBackend() as WebGPUBackend).device)
  if (problem !== undefined) throw new DeviceLost(problem)
}

/** Node's events for errors that nobody caught. */
const FATAL = ['uncaughtException', 'unhandledRejection']

/** Runs `start` and takes away the listeners for fatal errors that it leaves: Emscripten's would hide their source. */
async function withoutListeners<T>(start: () => Promise<T>): Promise<T> {
  if (typeof process === 'undefined' || typeof process.listeners !== 'function') return start()
  const before = new Map(FATAL.map((event) => [event, process.listeners(event as 'exit')]))
  const result = await start()
  for (const [event, known] of before) {
    for (const listener of process.listeners(event as 'exit')) {
      if (!known.includes(listener)) process.removeListener(event, listener)
    }
  }
  return result
}

/** Lets tfjs make a new WebGPU backend on a new device, after the one it had was lost. */
export function forgetLostDevice(): void {
  const factory = findBackendFactory('webgpu')
  removeBackend('webgpu')
  if (factory) registerBackend('webgpu', factory, 3)
}

/** Chooses a backend and makes it tfjs's active one, with our kernels. */
export async function prepareBackend(wanted: WantedBackend): Promise<BackendChoice> {
  const choice = await chooseBackend(wanted)
  if (choice.backend === 'webgpu') await prepareWebGpu()
  if (choice.backend === 'wasm') await prepareWasm()
  registerKernels()
  const activated = await withoutListeners(async () => {
    const done = await setBackend(choice.backend)
    await ready()
    return done
  })
  // In Node it would praise another package on its first use.
  if (choice.backend === 'cpu') Object.assign(activeBackend(), { firstUse: false })
  if (!activated || getBackend() !== choice.backend) {
    throw new Error(`tfjs could not start its ${choice.backend} backend`)
  }
  if (choice.backend === 'webgpu') watchDevice(activeBackend() as WebGPUBackend)
  return choice
}
