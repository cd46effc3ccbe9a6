import { env, getBackend, ready, setBackend } from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { InputError } from '../platform/errors.js'
import { registerKernels } from './kernels/register.js'

export const BACKENDS = ['auto', 'webgpu', 'wasm', 'cpu'] as const
export type WantedBackend = (typeof BACKENDS)[number]
export type BackendName = Exclude<WantedBackend, 'auto'>

export interface BackendChoice {
  backend: BackendName
  /** Why this one, in words for the user. */
  reason: string
}

interface Adapter {
  info?: { isFallbackAdapter?: boolean; vendor?: string; architecture?: string; description?: string }
  isFallbackAdapter?: boolean
}
interface Gpu {
  requestAdapter(options?: { powerPreference?: string }): Promise<Adapter | null>
}

/** Names by which drivers that compute on the CPU give themselves away. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render|warp/i

async function findAdapter(): Promise<{
  adapter?: Adapter
  software: boolean
  name: string
  problem: string
}> {
  const gpu = (globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu
  if (!gpu) return { software: false, name: '', problem: 'no WebGPU here' }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) return { software: false, name: '', problem: 'WebGPU finds no graphics card' }
  const { info } = adapter
  const words = [info?.vendor, info?.architecture, info?.description].filter(Boolean)
  const name = words.join(' ') || 'unnamed adapter'
  const software = Boolean(info?.isFallbackAdapter ?? adapter.isFallbackAdapter) || SOFTWARE.test(name)
  return { adapter, software, name, problem: '' }
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
  const { adapter, software, name, problem } = await findAdapter()
  if (wanted === 'webgpu') {
    if (!adapter) throw new InputError(`backend webgpu: ${problem}; use --backend auto or wasm`)
    return {
      backend: 'webgpu',
      reason: `WebGPU on ${name}${software ? ' (software, slow)' : ''}, as asked for`,
    }
  }
  if (adapter && !software) return { backend: 'webgpu', reason: `WebGPU on ${name}` }
  const why = adapter ? `WebGPU has only the software adapter ${name}` : problem
  return { backend: 'wasm', reason: `WebAssembly: ${why}` }
}

/** The .wasm file of tfjs as an address: in the window a file beside the bundle, in Node the bytes themselves. */
async function wasmAddress(): Promise<string> {
  const file = import.meta.env.SSR
    ? await import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url&inline')
    : await import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url')
  return file.default
}

let wasmReady = false
async function prepareWasm(): Promise<void> {
  if (wasmReady) return
  wasmReady = true
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
}

/** Chooses a backend and makes it tfjs's active one, with our kernels. */
export async function prepareBackend(wanted: WantedBackend): Promise<BackendChoice> {
  const choice = await chooseBackend(wanted)
  if (choice.backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu')
  if (choice.backend === 'wasm') await prepareWasm()
  registerKernels()
  const activated = await setBackend(choice.backend)
  await ready()
  if (!activated || getBackend() !== choice.backend) {
    throw new Error(`tfjs could not start its ${choice.backend} backend`)
  }
  return choice
}
