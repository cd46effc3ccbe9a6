import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { chooseBackend, prepareBackend } from '../../src/dt/backend.js'

/** A browser whose WebGPU shows this adapter, or none. */
function withAdapter(info: Partial<GPUAdapterInfo> | null): void {
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => info && { info } } })
}

describe('choosing a backend', () => {
  afterEach(() => void vi.unstubAllGlobals())

  test('auto takes a real graphics card and says which', async () => {
    withAdapter({ vendor: 'nvidia', architecture: 'ada', isFallbackAdapter: false })
    expect(await chooseBackend('auto')).toEqual({ backend: 'webgpu', reason: 'WebGPU on nvidia ada' })
  })

  test.each([
    [{ vendor: 'google', architecture: 'swiftshader', isFallbackAdapter: true }, 'only the software adapter'],
    [
      { vendor: 'mesa', description: 'llvmpipe (LLVM 15)', isFallbackAdapter: false },
      'only the software adapter',
    ],
    [null, 'WebGPU finds no graphics card'],
  ])('auto never takes a software adapter: %o', async (info, reason) => {
    withAdapter(info)
    const choice = await chooseBackend('auto')
    expect(choice.backend).toBe('wasm')
    expect(choice.reason).toContain(reason)
  })

  test('asked for by name, a software adapter is taken, none is refused', async () => {
    withAdapter({ vendor: 'google', architecture: 'swiftshader', isFallbackAdapter: true })
    expect(await chooseBackend('webgpu')).toMatchObject({
      backend: 'webgpu',
      reason: expect.stringContaining('software, slow'),
    })
    withAdapter(null)
    await expect(chooseBackend('webgpu')).rejects.toThrow('WebGPU finds no graphics card; use auto or wasm')
  })
})

describe('starting a backend', () => {
  const fatal = () => ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event))
  let before: number[]
  beforeEach(() => void (before = fatal()))

  test.each(['wasm', 'cpu'] as const)(
    '%s leaves no handlers of its own for fatal errors',
    async (backend) => {
      expect((await prepareBackend(backend)).backend).toBe(backend)
      expect(fatal()).toEqual(before)
    },
  )
})
