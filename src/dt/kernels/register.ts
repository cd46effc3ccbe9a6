import {
  getKernel,
  Identity,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core'
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { Arithmetic } from '../arithmetic/arithmetic.js'
import { loops } from '../arithmetic/loops.js'
import { simdArithmetic } from '../wasm/simd.js'
import { type Heap, registerHeapKernels } from './heap.js'
import { kernels } from './names.js'

/** tfjs's cpu backend: every tensor is an array of its own. */
function cpuHeap(backend: MathBackendCPU): Heap {
  const values = (tensor: TensorInfo) => backend.data.get(tensor.dataId).values
  return {
    arithmetic: loops,
    allocate: (shape) =>
      backend.makeTensorInfo(shape, 'float32', new Float32Array(util.sizeFromShape(shape))),
    free: (tensor) => backend.disposeIntermediateTensorInfo(tensor),
    view: (tensor) => values(tensor) as Float32Array,
    integers: (tensor) => values(tensor) as Int32Array,
  }
}

const wasmArithmetic = new WeakMap<BackendWasm, Arithmetic>()

/** tfjs's wasm backend: tensors lie in its memory, where our own module computes on them without a copy. */
function wasmHeap(backend: BackendWasm): Heap {
  let arithmetic = wasmArithmetic.get(backend)
  if (!arithmetic) {
    // Emscripten keeps the exports of its module in `asm`, the memory among them.
    const { asm, _malloc } = backend.wasm as unknown as {
      asm?: { memory?: WebAssembly.Memory }
      _malloc(bytes: number): number
    }
    if (!(asm?.memory instanceof WebAssembly.Memory)) {
      throw new Error("this version of tfjs's wasm backend does not show its memory")
    }
    arithmetic = simdArithmetic(asm.memory, (bytes) => _malloc(bytes) >>> 0)
    wasmArithmetic.set(backend, arithmetic)
  }
  return {
    arithmetic,
    allocate: (shape) => backend.makeOutput(shape, 'float32'),
    free: (tensor) => void backend.disposeData(tensor.dataId),
    view: (tensor) => backend.typedArrayFromHeap(tensor as never) as Float32Array,
    integers: (tensor) => backend.typedArrayFromHeap(tensor as never) as Int32Array,
  }
}

/** tfjs's wasm backend copies the values of every tensor that a gradient keeps; a second handle is enough. */
function shareOnClone(): void {
  unregisterKernel(Identity, 'wasm')
  registerKernel({
    kernelName: Identity,
    backendName: 'wasm',
    kernelFunc({ inputs, backend }) {
      const { dataId, shape, dtype } = inputs.x as TensorInfo
      ;(backend as BackendWasm).incRef(dataId)
      return { dataId, shape, dtype }
    },
  })
}

/** Registers our kernels, once. */
export function registerKernels(): void {
  if (getKernel(kernels.matmul, 'wasm')) return
  shareOnClone()
  registerHeapKernels('cpu', (backend) => cpuHeap(backend as MathBackendCPU))
  registerHeapKernels('wasm', (backend) => wasmHeap(backend as BackendWasm))
}
