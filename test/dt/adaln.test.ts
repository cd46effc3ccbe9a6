import { type Scalar, tensor, type Tensor2D } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { prepareBackend } from '../../src/dt/backend.js'
import type { BatchTensors } from '../../src/dt/batches.js'
import { ADAPTIVE, configJson, parseModelConfig } from '../../src/dt/config.js'
import { initialWeights } from '../../src/dt/initialise.js'
import { DecisionTransformer } from '../../src/dt/model.js'
import type { ModelInputs } from '../../src/dt/tensorLayers.js'
import { Random } from '../../src/dt/random.js'
import { Stepper } from '../../src/dt/stepper.js'
import { testedBackends } from './backends.js'

const [B, K, S, A] = [2, 3, 4, 2]
const size = { state_dim: S, act_dim: A, hidden_size: 8, n_layer: 2, max_ep_len: K, n_positions: 3 }
const plain = parseModelConfig(size)
const adaptive = parseModelConfig({ ...size, model_type: ADAPTIVE, initializer_range: 0.3 })

/** A batch whose first step is padding in the second window. */
function randomBatch(returns?: Float32Array): BatchTensors {
  const random = new Random(3)
  const values = (count: number) => Float32Array.from({ length: count }, () => random.normal())
  const rows = B * K
  const mask = Float32Array.of(1, 1, 1, 0, 1, 1)
  const inputs: ModelInputs = {
    batch: B,
    states: tensor(values(rows * S), [rows, S]) as Tensor2D,
    actions: tensor(values(rows * A), [rows, A]) as Tensor2D,
    returnsToGo: tensor(returns ?? values(rows), [rows, 1]) as Tensor2D,
    timesteps: tensor([0, 1, 2, 0, 1, 2], [rows], 'int32'),
    mask: tensor(mask, [B, K]) as Tensor2D,
  }
  const targets = tensor(values(rows * A), [rows, A]) as Tensor2D
  return { inputs, targets, rowMask: tensor(mask, [rows]), dispose() {} }
}

/** Weights whose norms are scaled and shifted from the start. */
function conditionedWeights() {
  const random = new Random(8)
  const weights = initialWeights(adaptive, 1)
  for (const [name, { data }] of weights)
    if (name.includes('.condition.')) data.forEach((_, i) => (data[i] = 0.3 * random.normal()))
  return weights
}

describe.each(testedBackends)('adaptive norms on %s', (backend) => {
  test('begin as the plain model, tensor by tensor and answer by answer', async () => {
    await prepareBackend(backend)
    const config = parseModelConfig({ ...size, model_type: ADAPTIVE })
    const [own, theirs] = [initialWeights(config, 1), initialWeights(plain, 1)]
    for (const [name, value] of theirs) expect(own.get(name), name).toEqual(value)
    const { inputs } = randomBatch()
    const [a, b] = [new DecisionTransformer(config, own), new DecisionTransformer(plain, theirs)]
    expect(await a.predictActions(inputs).data()).toEqual(await b.predictActions(inputs).data())
    a.dispose()
    b.dispose()
  })

  test('have the gradients that differences of the loss have', async () => {
    await prepareBackend(backend)
    const weights = conditionedWeights()
    const batch = randomBatch()
    const lossWith = async (name: string, index: number, change: number) => {
      const { shape, data } = weights.get(name)!
      const changed = data.slice()
      changed[index] += change
      const model = new DecisionTransformer(adaptive, new Map(weights).set(name, { shape, data: changed }))
      const { loss } = new Stepper(model, undefined, 0).gradients(batch)
      const [value] = await (loss as Scalar).data()
      model.dispose()
      return value
    }
    const model = new DecisionTransformer(adaptive, weights)
    const { gradients } = new Stepper(model, undefined, 0).gradients(batch)
    const step = 0.01
    for (const name of [
      'embed_condition.weight',
      'embed_condition.bias',
      'encoder.h.0.ln_1.condition.weight',
      'encoder.h.1.ln_2.condition.bias',
      'encoder.ln_f.condition.weight',
      'encoder.h.0.attn.c_attn.weight',
      'embed_state.weight',
    ]) {
      const gradient = await gradients.get(name)!.data()
      const largest = Math.max(...gradient.map(Math.abs))
      const index = gradient.findIndex((value) => Math.abs(value) === largest)
      const slope = ((await lossWith(name, index, step)) - (await lossWith(name, index, -step))) / (2 * step)
      expect(Math.abs(slope - gradient[index]) / largest, name).toBeLessThan(0.02)
    }
    model.dispose()
  })

  test('look at no return that is still to come', async () => {
    await prepareBackend(backend)
    const model = new DecisionTransformer(adaptive, conditionedWeights())
    const answers = (returns: number[]) =>
      model.predictActions(randomBatch(Float32Array.from(returns)).inputs).data()
    const [before, after] = [await answers([1, 1, 1, 1, 1, 1]), await answers([1, 1, 2, 1, 1, 1])]
    const row = (of: ArrayLike<number>, at: number) => Array.from(of).slice(at * A, (at + 1) * A)
    for (const at of [0, 1, 4, 5]) expect(row(after, at)).toEqual(row(before, at))
    expect(row(after, 2)).not.toEqual(row(before, 2))
    model.dispose()
  })
})

test('an adaptive model does not pass for one of Hugging Face', () => {
  expect(JSON.parse(configJson(adaptive))).toMatchObject({
    architectures: ['GaitwayAdaLNDecisionTransformerModel'],
    model_type: 'gaitway_adaln_decision_transformer',
  })
})
