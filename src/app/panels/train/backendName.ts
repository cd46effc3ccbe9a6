import type { BackendChoice } from '../../../dt/index.js'

export const backendName: Record<BackendChoice['backend'], string> = {
  webgpu: 'Graphics card (WebGPU)',
  wasm: 'Processor (WebAssembly)',
  cpu: 'Processor (plain JavaScript, slow)',
}
