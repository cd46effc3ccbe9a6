import { backend, tidy } from '@tensorflow/tfjs-core'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { describe, expect, test } from 'vitest'
import { prepareBackend } from '../../src/dt/backend.js'
import { drawWindows, emptyBatch, toTensors } from '../../src/dt/batches.js'
import { parseModelConfig } from '../../src/dt/config.js'
import { train } from '../../src/dt/index.js'
import { initialWeights } from '../../src/dt/initialise.js'
import { DecisionTransformer } from '../../src/dt/model.js'
import { AdamW } from '../../src/dt/optimizer.js'
import { Stepper } from '../../src/dt/stepper.js'
import { testedBackends } from './backends.js'
import { simpleEpisodes, smallTraining } from './simpleTask.js'

describe.skipIf(!testedBackends.includes('webgpu'))('WebGPU in Node', () => {
  test('trains as wasm does', async () => {
    const options = { ...smallTraining, dropout: 0.2, episodes: simpleEpisodes(4), steps: 8 }
    const [gpu, wasm] = [
      await train({ ...options, backend: 'webgpu' }),
      await train({ ...options, backend: 'wasm' }),
    ]
    expect(gpu.finalLoss).toBeCloseTo(wasm.finalLoss, 5)
    for (const [name, { data }] of wasm.checkpoint.weights) {
      // Adam walks on the rounding noise of this one, whose gradient is zero in exact arithmetic.
      if (name.endsWith('c_attn.bias')) continue
      const other = gpu.checkpoint.weights.get(name)!.data
      const error = Math.sqrt(data.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0))
      expect(error / Math.sqrt(data.length), name).toBeLessThan(2e-5)
    }
  })

  test('goes on from its last state when the device is lost', async () => {
    const told: string[] = []
    const steps: number[] = []
    let lost = false
    const result = await train({
      ...smallTraining,
      backend: 'webgpu',
      episodes: simpleEpisodes(4),
      steps: 8,
      checkpointEvery: 3,
      onCheckpoint() {},
      onDeviceLost: (message) => void told.push(message),
      onProgress({ step }) {
        steps.push(step)
        if (step === 5 && !lost) {
          lost = true
          ;(backend() as WebGPUBackend).device.destroy()
        }
      },
    })
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/graphics device was lost.*going on from step 3/)
    expect(steps).toEqual([1, 2, 3, 4, 5, 4, 5, 6, 7, 8])
    expect(result.ended).toBe('done')
    const undisturbed = await train({
      ...smallTraining,
      backend: 'webgpu',
      episodes: simpleEpisodes(4),
      steps: 8,
    })
    expect(result.finalLoss).toBeCloseTo(undisturbed.finalLoss, 5)
  })

  test('needs at most 200 dispatches a training step of the published size', async () => {
    await prepareBackend('webgpu')
    const config = parseModelConfig({ state_dim: 17, act_dim: 6, max_ep_len: 1000 })
    const model = new DecisionTransformer(config, initialWeights(config, 1))
    const optimizer = new AdamW(model, { weightDecay: 1e-4, decayAll: true, clipNorm: 0.25 })
    const stepper = new Stepper(model, optimizer, 0)
    const shape = {
      contextLength: 20,
      stateSize: 17,
      actionSize: 6,
      paddedState: new Float32Array(17),
      maxEpisodeLength: 1000,
      timesteps: 'episode' as const,
    }
    // The number of dispatches does not depend on the batch, the time in software does.
    const batch = emptyBatch(drawWindows([30], 1, 20, 'start', 0, 0).length, shape)
    let dispatches = 0
    const pass = GPUComputePassEncoder.prototype
    const original = pass.dispatchWorkgroups
    pass.dispatchWorkgroups = function (...groups) {
      dispatches++
      return original.apply(this, groups)
    }
    tidy(() => stepper.step(toTensors(batch, shape), 0, 1e-4))
    pass.dispatchWorkgroups = original
    console.log(`dispatches a step: ${dispatches}`)
    expect(dispatches).toBeLessThanOrEqual(200)
  })
})
