import { tensor, type Tensor2D } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { prepareBackend } from '../../src/dt/backend.js'
import type { BatchTensors } from '../../src/dt/batches.js'
import { DecisionTransformer } from '../../src/dt/model.js'
import { AdamW, isTrained } from '../../src/dt/optimizer.js'
import { learningRateAt, presets } from '../../src/dt/recipe.js'
import { Stepper } from '../../src/dt/stepper.js'
import { testedBackends } from './backends.js'
import { goldenJson, goldenModel, goldenTensors, largestDifference } from './golden.js'

const golden = goldenJson('hopper/golden.json').train

/** The fixed batches that the reference trained on. */
function goldenBatch(index: number): BatchTensors {
  const file = goldenTensors('hopper/train-batches.safetensors')
  const name = (key: string) => `batch${index}.${key}`
  const [batch, steps] = file.shape(name('states'))
  const flat = (key: string) =>
    tensor(file.get(name(key)), [batch * steps, file.shape(name(key)).at(-1)!]) as Tensor2D
  const mask = file.get(name('attention_mask'))
  return {
    inputs: {
      batch,
      states: flat('states'),
      actions: flat('actions'),
      returnsToGo: flat('returns_to_go'),
      timesteps: tensor(file.get(name('timesteps')), [batch * steps], 'int32'),
      mask: tensor(mask, [batch, steps], 'float32') as Tensor2D,
    },
    targets: flat(file.has(name('action_target')) ? 'action_target' : 'actions'),
    rowMask: tensor(mask, [batch * steps], 'float32'),
    dispose() {},
  }
}

/** The listed rows of a matrix. */
const rowsOf = (matrix: Float32Array, rows: ArrayLike<number>, width: number) =>
  Float32Array.from(Array.from(rows).flatMap((row) => [...matrix.subarray(row * width, (row + 1) * width)]))

describe.each(testedBackends)('training on %s', (backend) => {
  test('gives the gradients of PyTorch', async () => {
    await prepareBackend(backend)
    const { config, weights } = await goldenModel('hopper')
    const model = new DecisionTransformer(config, weights)
    const optimizer = new AdamW(model, { weightDecay: 0, decayAll: true, clipNorm: 1 })
    const { loss, gradients } = new Stepper(model, optimizer, 0).gradients(goldenBatch(0))
    const expected = goldenTensors('hopper/train-grads-step0.safetensors')
    expect(Math.abs((await loss.data())[0] - golden.variants.fast.loss[0])).toBeLessThan(1e-5)
    for (const [name, gradient] of gradients) {
      let actual = await gradient.data()
      let reference = `grad.${name}`
      if (expected.has(`rows.${name}`)) {
        actual = rowsOf(actual as Float32Array, expected.get(`rows.${name}`), gradient.shape[1]!)
        reference = `grad.rows.${name}`
      }
      const size = Math.max(...expected.get(reference).map(Math.abs))
      const difference = largestDifference(actual, expected.get(reference))
      expect(difference / size, name).toBeLessThan(1e-4)
      gradient.dispose()
    }
    loss.dispose()
    optimizer.dispose()
    model.dispose()
  })
})

/** ‖a − b‖ */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return Math.sqrt(sum)
}

test('ten steps of AdamW end where PyTorch ends', async () => {
  await prepareBackend('wasm')
  const { config, weights } = await goldenModel('hopper')
  const undropped = { ...config, resid_pdrop: 0, embd_pdrop: 0, attn_pdrop: 0 }
  const model = new DecisionTransformer(undropped, weights)
  const { fast } = golden.variants
  const options = { weightDecay: fast.weight_decay, decayAll: true, clipNorm: golden.clip_global_norm }
  const stepper = new Stepper(model, new AdamW(model, options), 0)
  const recipe = { ...presets.kzl(1), learningRate: fast.lr, warmupSteps: fast.warmup_steps }
  for (let step = 0; step < golden.steps; step++) {
    const rate = learningRateAt(recipe, step)
    expect(rate).toBeCloseTo(fast.lr_per_step[step], 12)
    const { loss, clip } = stepper.step(goldenBatch(step), step, rate)
    expect(Math.abs((await loss.data())[0] - fast.loss[step])).toBeLessThan(1e-5)
    expect((await clip.data())[0] / fast.grad_norm[step]).toBeCloseTo(1, 4)
  }
  const final = goldenTensors('hopper/train-final-fast.safetensors')
  const relative: number[] = []
  for (const [name, { data }] of await model.weights()) {
    const begin = weights.get(name)!.data
    if (!isTrained(name)) {
      expect(distance(data, begin), name).toBe(0)
      continue
    }
    const listed = final.has(`rows.${name}`)
    const pick = (from: Float32Array) =>
      listed ? rowsOf(from, final.get(`rows.${name}`), config.hidden_size) : from
    const reference = final.get(listed ? `final.rows.${name}` : `final.${name}`)
    // The key third of this bias has a gradient of zero in exact arithmetic; Adam walks on its rounding noise.
    if (name.endsWith('c_attn.bias')) continue
    const share = distance(pick(data), reference) / distance(reference, pick(begin))
    relative.push(share)
    expect(share, name).toBeLessThan(golden.suggested_tolerance.fast_final_rel_delta_per_tensor)
  }
  relative.sort((a, b) => a - b)
  expect(relative[relative.length >> 1]).toBeLessThan(golden.suggested_tolerance.fast_final_rel_delta_median)
})
