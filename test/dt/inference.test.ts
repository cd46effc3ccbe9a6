import { tensor, type Tensor2D } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { prepareBackend } from '../../src/dt/backend.js'
import { ACTIVATIONS, ADAPTIVE, parseModelConfig } from '../../src/dt/config.js'
import { type Context, Inference } from '../../src/dt/inference.js'
import { initialWeights } from '../../src/dt/initialise.js'
import { DecisionTransformer } from '../../src/dt/model.js'
import { Random } from '../../src/dt/random.js'
import { largestDifference } from './golden.js'

const [S, A] = [5, 3]

function randomContext(random: Random, steps: number): Context {
  const values = (count: number) => Float32Array.from({ length: count }, () => random.normal())
  return {
    steps,
    states: values(steps * S),
    actions: values(steps * A),
    returns: values(steps),
    timesteps: Int32Array.from({ length: steps }, (_, t) => t + 3),
  }
}

describe('the newest action', () => {
  test.each([
    ...ACTIVATIONS.map((activation_function) => ({ activation_function })),
    { hidden_size: 30, n_head: 3, n_inner: 50, action_tanh: false },
    { n_layer: 1, scale_attn_weights: false, layer_norm_epsilon: 1e-2 },
    { model_type: ADAPTIVE, n_layer: 3 },
    { model_type: ADAPTIVE, hidden_size: 30, n_layer: 1 },
    { n_head: 8, scale_attn_by_inverse_layer_idx: true, reorder_and_upcast_attn: true, n_layer: 4 },
  ])('is the one of the whole model with %o', async (options) => {
    const base = { state_dim: S, act_dim: A, hidden_size: 32, n_layer: 2, max_ep_len: 40, n_positions: 8 }
    const config = parseModelConfig({ ...base, initializer_range: 0.3, ...options })
    const weights = initialWeights(config, 5)
    const random = new Random(9)
    // An adaptive model begins as a plain one: give its norms something to scale and shift by.
    for (const [name, { data }] of weights)
      if (name.includes('.condition.')) data.forEach((_, i) => (data[i] = 0.3 * random.normal()))
    const contexts = [4, 1, 9, 2].map((steps) => randomContext(random, steps))
    const answers = new Inference(config, weights, 4, 9).actions(contexts)
    for (const backend of ['wasm', 'cpu'] as const) {
      await prepareBackend(backend)
      const model = new DecisionTransformer(config, weights)
      for (const [lane, { steps, states, actions, returns, timesteps }] of contexts.entries()) {
        const predicted = model.predictActions({
          batch: 1,
          states: tensor(states, [steps, S]) as Tensor2D,
          actions: tensor(actions, [steps, A]) as Tensor2D,
          returnsToGo: tensor(returns, [steps, 1]) as Tensor2D,
          timesteps: tensor(timesteps, [steps], 'int32'),
        })
        const newest = (await predicted.data()).slice(-A)
        expect(largestDifference(answers[lane], newest)).toBeLessThan(1e-5)
      }
      model.dispose()
    }
  })
})
