import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { prepareBackend } from '../../src/dt/backend.js'
import { ACTIVATIONS, type Activation } from '../../src/dt/config.js'
import * as ops from '../../src/dt/ops.js'
import { Random } from '../../src/dt/random.js'
import { testedBackends } from './backends.js'
import { largestDifference } from './golden.js'

/** Our kernels against the same mathematics in stock tfjs ops with stock gradients. */
describe.each(testedBackends)('kernels on %s', (backend) => {
  const random = new Random(21)
  /** The stock side runs where all stock gradients are: tfjs's wasm backend lacks some. */
  const stockBackend = backend === 'wasm' ? 'cpu' : backend

  beforeEach(async () => {
    await prepareBackend(stockBackend)
    await prepareBackend(backend)
    tf.engine().startScope()
  })
  afterEach(() => tf.engine().endScope())

  const numbers = (...shape: number[]) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
  })
  type Numbers = ReturnType<typeof numbers>
  const tensors = (all: Numbers[]) => all.map(({ data, shape }) => tf.tensor(data, shape))

  /** Value and gradients of Σ weights ∘ f(inputs), the weights making every value of f count differently. */
  async function valueAndGradients(
    f: (inputs: tf.Tensor[]) => tf.Tensor,
    inputs: Numbers[],
    weights: Numbers,
  ) {
    const [w] = tensors([weights])
    const score = (...given: tf.Tensor[]) => f(given).reshape(weights.shape).mul(w).sum()
    const value = await f(tensors(inputs)).data()
    const gradients = tf.grads(score as (...args: tf.Tensor[]) => tf.Tensor)(tensors(inputs))
    return [value, ...(await Promise.all(gradients.map((gradient) => gradient.data())))]
  }

  async function expectSame(
    ours: (inputs: tf.Tensor[]) => tf.Tensor,
    stock: (inputs: tf.Tensor[]) => tf.Tensor,
    inputs: Numbers[],
    outputShape: number[],
    tolerance = 2e-5,
  ): Promise<void> {
    const weights = numbers(...outputShape)
    const actual = await valueAndGradients(ours, inputs, weights)
    await tf.setBackend(stockBackend)
    const expected = await valueAndGradients(stock, inputs, weights)
    await tf.setBackend(backend)
    for (const [i, values] of expected.entries()) {
      const size = Math.max(1, ...values.map(Math.abs))
      expect(largestDifference(actual[i], values) / size, i === 0 ? 'value' : `gradient ${i}`).toBeLessThan(
        tolerance,
      )
    }
  }

  test.each([
    [7, 13, 9],
    [1, 1, 1],
    [6, 8, 256],
    [33, 5, 300],
    [50, 24, 17],
  ])('linear layers of %i × %i over %i', async (rows, outputs, inputs) => {
    const given = [numbers(rows, inputs), numbers(inputs, outputs), numbers(outputs)]
    await expectSame(
      ([x, w, b]) => ops.linear(x, w, b),
      ([x, w, b]) => tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b),
      given,
      [rows, outputs],
    )
    const transposed = [numbers(rows, inputs), numbers(outputs, inputs), numbers(outputs)]
    await expectSame(
      ([x, w, b]) => ops.linear(x, w, b, true),
      ([x, w, b]) => tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D, false, true), b),
      transposed,
      [rows, outputs],
    )
  })

  const stockActivation: Record<Activation, (x: tf.Tensor) => tf.Tensor> = {
    relu: (x) => tf.relu(x),
    gelu: (x) => x.mul(0.5).mul(tf.erf(x.mul(Math.SQRT1_2)).add(1)),
    gelu_new: (x) => {
      const inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI))
      return x.mul(0.5).mul(tf.tanh(inner).add(1))
    },
    silu: (x) => x.mul(tf.sigmoid(x)),
    tanh: (x) => tf.tanh(x),
  }
  test.each(ACTIVATIONS)('activation %s', async (kind) => {
    await expectSame(
      ([x]) => ops.activate(kind, x),
      ([x]) => stockActivation[kind](x),
      [numbers(5, 7)],
      [5, 7],
    )
  })

  test.each([8, 6, 17])('layer norm of %i columns', async (columns) => {
    const stock = ([x, gain, bias]: tf.Tensor[]) => {
      const { mean, variance } = tf.moments(x, -1, true)
      return x
        .sub(mean)
        .mul(tf.rsqrt(variance.add(1e-3)))
        .mul(gain)
        .add(bias)
    }
    const given = [numbers(9, columns), numbers(columns), numbers(columns)]
    await expectSame(([x, gain, bias]) => ops.layerNorm(x, gain, bias, 1e-3), stock, given, [9, columns])
  })

  test.each([
    { heads: 1, tokens: 12, first: 0, every: 1 },
    { heads: 2, tokens: 9, first: 1, every: 3 },
    { heads: 4, tokens: 6, first: 5, every: 1 },
  ])('attention with %o', async ({ heads, tokens, first, every }) => {
    const [batch, size] = [3, 8]
    const scale = 0.4
    const mask = Float32Array.of(1, 1, 1, 0, 1, 1, 0, 0, 1)
    const steps = 3
    const queries = Array.from({ length: Math.ceil((tokens - first) / every) }, (_, i) => first + i * every)
    const stock = ([packed]: tf.Tensor[]) => {
      const parts = tf.split(packed.reshape([batch, tokens, 3, heads, size / heads]), 3, 2)
      const [q, k, v] = parts.map((part) =>
        part.reshape([batch, tokens, heads, size / heads]).transpose([0, 2, 1, 3]),
      )
      const asking = tf.gather(q, queries, 2)
      const allowed = Float32Array.from({ length: batch * queries.length * tokens }, (_, i) => {
        const [row, query, key] = [
          Math.floor(i / tokens / queries.length),
          queries[Math.floor(i / tokens) % queries.length],
          i % tokens,
        ]
        return key <= query && mask[row * steps + Math.floor((key * steps) / tokens)] ? 0 : -1e9
      })
      const scores = tf
        .matMul(asking, k, false, true)
        .mul(scale)
        .add(tf.tensor(allowed, [batch, 1, queries.length, tokens]))
      const mixed = tf
        .matMul(tf.softmax(scores), v)
        .transpose([0, 2, 1, 3])
        .reshape([batch * queries.length, size])
      // What a query sees that has nothing to look at means nothing: left out of the comparison.
      const meaningful = Float32Array.from({ length: batch * queries.length }, (_, i) => {
        const row = allowed.subarray(i * tokens, (i + 1) * tokens)
        return row.includes(0) ? 1 : 0
      })
      return mixed.mul(tf.tensor(meaningful, [batch * queries.length, 1]))
    }
    const attributes = { batch, heads, first, every, scale, rate: 0, seed: 0 }
    await expectSame(
      ([packed]) => ops.attention(packed, tf.tensor(mask, [batch, steps]), attributes),
      stock,
      [numbers(batch * tokens, 3 * size)],
      [batch * queries.length, size],
    )
  })

  test('embedding tokens, and the first row of positions', async () => {
    const [steps, size, rows] = [5, 4, 7]
    const indices = Int32Array.of(0, 6, 2, 2, 1)
    const timesteps = tf.tensor(indices, [steps], 'int32')
    const stock = ([r, s, a, table]: tf.Tensor[]) => {
      const time = tf.gather(table, tf.tensor(indices, [steps], 'int32'))
      return tf.stack([r.add(time), s.add(time), a.add(time)], 1).reshape([3 * steps, size])
    }
    const parts = [numbers(steps, size), numbers(steps, size), numbers(steps, size), numbers(rows, size)]
    await expectSame(([r, s, a, table]) => ops.embedTokens(r, s, a, table, timesteps), stock, parts, [
      3 * steps,
      size,
    ])
    await expectSame(
      ([bias, table]) => ops.addFirstRow(bias, table),
      ([bias, table]) => bias.add(table.slice([0, 0], [1, size]).reshape([size])),
      [numbers(size), numbers(rows, size)],
      [size],
    )
    await expectSame(
      ([tokens]) => ops.tokensOfPart(tokens, 1),
      ([tokens]) => tf.gather(tokens, [1, 4, 7]),
      [numbers(9, size)],
      [3, size],
    )
  })

  test('the masked error', async () => {
    const mask = Float32Array.of(1, 0, 1, 1)
    const target = numbers(4, 3)
    const [wanted, isReal] = [tf.tensor(target.data, [4, 3]), tf.tensor(mask)]
    const stock = ([prediction]: tf.Tensor[]) =>
      tf
        .squaredDifference(prediction, tf.tensor(target.data, [4, 3]))
        .mul(tf.tensor(mask, [4, 1]))
        .sum()
        .div(9)
    await expectSame(
      ([prediction]) => ops.maskedError(prediction, wanted, isReal),
      stock,
      [numbers(4, 3)],
      [1],
    )
  })

  test('dropout keeps its share, scales it, and drops the same in the gradient on every backend', async () => {
    const count = 4003
    const [ones, residual] = [tf.ones([1, count]), tf.zeros([1, count])]
    const dropped = await ops.addDropout(ones, undefined, { rate: 0.3, seed: 99 }).data()
    const kept = dropped.filter((value) => value !== 0)
    expect(Math.abs(kept.length / count - 0.7)).toBeLessThan(0.03)
    expect(kept.every((value) => Math.abs(value - 1 / 0.7) < 1e-6)).toBe(true)
    const gradient = tf.grad((x) => ops.addDropout(x, residual, { rate: 0.3, seed: 99 }).sum())(ones)
    expect(await gradient.data()).toEqual(dropped)
    await prepareBackend('cpu')
    const onCpu = await ops.addDropout(tf.ones([1, count]), undefined, { rate: 0.3, seed: 99 }).data()
    expect(largestDifference(dropped, onCpu)).toBeLessThan(1e-6)
  })
})
