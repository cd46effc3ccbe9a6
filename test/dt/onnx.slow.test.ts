import * as ort from 'onnxruntime-web'
import { beforeAll, describe, expect, test } from 'vitest'
import { ACTIVATIONS, ADAPTIVE, parseModelConfig } from '../../src/dt/config.js'
import { Inference } from '../../src/dt/inference.js'
import { initialWeights } from '../../src/dt/initialise.js'
import { exportOnnx } from '../../src/dt/onnx.js'
import { Random } from '../../src/dt/random.js'
import { goldenModel, goldenTensors, largestDifference } from './golden.js'

beforeAll(() => {
  ort.env.wasm.numThreads = 1
  ort.env.logLevel = 'error'
})

/** Feeds a golden forward file to the exported model. */
async function run(
  bytes: Uint8Array,
  name: string,
  prefix = '',
): Promise<ort.InferenceSession.OnnxValueMapType> {
  const golden = goldenTensors(`${name}/forward.safetensors`)
  const session = await ort.InferenceSession.create(bytes)
  const feed = (key: string) =>
    new ort.Tensor(
      'float32',
      golden.get(`${prefix}in.${key}`) as Float32Array,
      golden.shape(`${prefix}in.${key}`),
    )
  const [batch, steps] = golden.shape(`${prefix}in.states`)
  const timesteps = BigInt64Array.from(golden.get(`${prefix}in.timesteps`) as Int32Array, BigInt)
  return session.run({
    states: feed('states'),
    actions: feed('actions'),
    returns_to_go: feed('returns_to_go'),
    timesteps: new ort.Tensor('int64', timesteps, [batch, steps]),
    attention_mask: golden.has(`${prefix}in.attention_mask`)
      ? feed('attention_mask')
      : new ort.Tensor('float32', new Float32Array(batch * steps).fill(1), [batch, steps]),
  })
}

describe('an exported ONNX model', () => {
  test.each(['hopper', 'cheetah', 'edge'])('gives the golden numbers of %s', async (name) => {
    const golden = goldenTensors(`${name}/forward.safetensors`)
    const bytes = exportOnnx(await goldenModel(name))
    const mask = golden.get('in.attention_mask')
    for (const prefix of ['', 'nomask.']) {
      const outputs = await run(bytes, name, prefix)
      for (const output of ['action_preds', 'state_preds', 'return_preds']) {
        const expected = `${prefix}out.${output}`
        const { data, dims } = outputs[output] as ort.TypedTensor<'float32'>
        expect(dims).toEqual(golden.shape(expected))
        const counts = prefix ? undefined : mask
        expect(largestDifference(data, golden.get(expected), dims.at(-1), counts)).toBeLessThan(1e-5)
      }
    }
  })

  test('cut to the newest action gives that action', async () => {
    const { action } = await run(
      exportOnnx(await goldenModel('cheetah'), { lastActionOnly: true }),
      'cheetah',
    )
    const golden = goldenTensors('cheetah/forward.safetensors')
    const [batch, steps, A] = golden.shape('out.action_preds')
    const all = golden.get('out.action_preds')
    const newest = Array.from({ length: batch }, (_, row) => {
      const from = (row * steps + steps - 1) * A
      return [...all.subarray(from, from + A)]
    }).flat()
    expect(largestDifference((action as ort.TypedTensor<'float32'>).data, newest)).toBeLessThan(1e-5)
  })

  test.each(ACTIVATIONS)('loads with activation %s', async (activation_function) => {
    const config = parseModelConfig({
      state_dim: 3,
      act_dim: 2,
      hidden_size: 8,
      n_layer: 1,
      activation_function,
    })
    const bytes = exportOnnx({ config, weights: initialWeights(config, 1) })
    const session = await ort.InferenceSession.create(bytes)
    expect(session.inputNames).toEqual(['timesteps', 'returns_to_go', 'states', 'actions', 'attention_mask'])
  })

  test.each([
    { hidden_size: 32, n_head: 4, n_layer: 3 },
    { hidden_size: 30, n_layer: 1, action_tanh: false },
  ])('of an adaptive model acts as the model itself with %o', async (options) => {
    const [S, A, steps, batch] = [5, 3, 6, 2]
    const size = { state_dim: S, act_dim: A, max_ep_len: 40, n_positions: 8, initializer_range: 0.3 }
    const config = parseModelConfig({ ...size, ...options, model_type: ADAPTIVE })
    const weights = initialWeights(config, 5)
    const random = new Random(9)
    for (const [name, { data }] of weights)
      if (name.includes('.condition.')) data.forEach((_, i) => (data[i] = 0.3 * random.normal()))
    const values = (count: number) => Float32Array.from({ length: count }, () => random.normal())
    const contexts = Array.from({ length: batch }, () => ({
      steps,
      states: values(steps * S),
      actions: values(steps * A),
      returns: values(steps),
      timesteps: Int32Array.from({ length: steps }, (_, t) => t + 3),
    }))
    const rows = (key: 'states' | 'actions' | 'returns', columns: number) => {
      const flat = Float32Array.from(contexts.flatMap((context) => [...context[key]]))
      return new ort.Tensor('float32', flat, [batch, steps, columns])
    }
    const timesteps = contexts.flatMap((context) => [...context.timesteps].map(BigInt))
    const feed = {
      states: rows('states', S),
      actions: rows('actions', A),
      returns_to_go: rows('returns', 1),
      timesteps: new ort.Tensor('int64', BigInt64Array.from(timesteps), [batch, steps]),
      attention_mask: new ort.Tensor('float32', new Float32Array(batch * steps).fill(1), [batch, steps]),
    }
    const expected = new Inference(config, weights, batch, steps).actions(contexts).flatMap((row) => [...row])
    const answer = async (lastActionOnly: boolean, output: string) => {
      const session = await ort.InferenceSession.create(exportOnnx({ config, weights }, { lastActionOnly }))
      return (await session.run(feed))[output] as ort.TypedTensor<'float32'>
    }
    const cut = await answer(true, 'action')
    expect(cut.dims).toEqual([batch, A])
    expect(largestDifference(cut.data, expected)).toBeLessThan(1e-5)
    const whole = await answer(false, 'action_preds')
    expect(whole.dims).toEqual([batch, steps, A])
    const rowsOf = (_: unknown, row: number) => whole.data.subarray(row * steps * A, (row + 1) * steps * A)
    const newest = Array.from({ length: batch }, rowsOf).flatMap((row) => [...row.subarray(-A)])
    expect(largestDifference(newest, expected)).toBeLessThan(1e-5)
  })
})
