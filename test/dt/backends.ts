import type { BackendName } from '../../src/dt/backend.js'
import { findAdapter } from '../../src/dt/gpuAdapter.js'

/**
 * Backends that can be tested here. WebGPU in Node needs `npm install --no-save webgpu` and a Vulkan driver;
 * Chromium's software one will do: VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json.
 */
export const testedBackends: BackendName[] = ['wasm', 'cpu']
if (process.env.VK_ICD_FILENAMES && (await findAdapter()).found) testedBackends.push('webgpu')
