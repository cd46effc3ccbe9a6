/** Not in the bundles: it is installed by those who want it. */
const NODE_PACKAGE = 'webgpu'
/** Names by which drivers that compute on the CPU give themselves away. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render|warp/i

const currentGpu = (): GPU | undefined => (globalThis.navigator as { gpu?: GPU } | undefined)?.gpu

/**
 * In Node, WebGPU comes from the optional package `webgpu` (Dawn); the process stays alive as long as `navigator.gpu`
 * is held.
 *
 * @returns why there is none, empty where there is
 */
async function provideNodeGpu(): Promise<string> {
  if (!import.meta.env.SSR || typeof process === 'undefined') return 'this browser has no WebGPU'
  try {
    const { create, globals } = (await import(/* @vite-ignore */ NODE_PACKAGE)) as {
      create(options: string[]): GPU
      globals: object
    }
    Object.assign(globalThis, globals)
    const navigator = { gpu: create([]) }
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true })
    return ''
  } catch {
    return 'Node has no WebGPU of its own (npm install webgpu)'
  }
}

export interface FoundAdapter {
  found: boolean
  /** It computes on the CPU. */
  software: boolean
  /** Its name, or why there is none. */
  name: string
}

const none = (name: string): FoundAdapter => ({ found: false, software: false, name })

/** Looks for WebGPU and its best adapter. */
export async function findAdapter(): Promise<FoundAdapter> {
  const problem = currentGpu() ? '' : await provideNodeGpu()
  const gpu = currentGpu()
  if (!gpu) return none(problem)
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) return none('WebGPU finds no graphics card')
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info
  const name = [vendor, architecture, description].filter(Boolean).join(' ') || 'an adapter without a name'
  return { found: true, software: Boolean(isFallbackAdapter) || SOFTWARE.test(name), name }
}
