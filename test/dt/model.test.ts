import { memory, tensor, type Tensor2D } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { prepareBackend } from '../../src/dt/backend.js'
import { DecisionTransformer } from '../../src/dt/model.js'
import type { ModelInputs } from '../../src/dt/tensorLayers.js'
import { testedBackends } from './backends.js'
import { goldenModel, goldenTensors, largestDifference } from './golden.js'

const TOLERANCE = 1e-5

/** The inputs under `prefix` of a golden forward file. */
function inputsOf(golden: ReturnType<typeof goldenTensors>, prefix: string): ModelInputs {
  const [batch, steps] = golden.shape(`${prefix}in.states`)
  const flat = (name: string) => {
    const [, , columns] = golden.shape(`${prefix}in.${name}`)
    return tensor(golden.get(`${prefix}in.${name}`), [batch * steps, columns]) as Tensor2D
  }
  const mask = `${prefix}in.attention_mask`
  return {
    batch,
    states: flat('states'),
    actions: flat('actions'),
    returnsToGo: flat('returns_to_go'),
    timesteps: tensor(golden.get(`${prefix}in.timesteps`), [batch * steps], 'int32'),
    mask: golden.has(mask) ? (tensor(golden.get(mask), [batch, steps]) as Tensor2D) : undefined,
  }
}

const repeat = (mask: ArrayLike<number>, times: number) =>
  Array.from({ length: mask.length * times }, (_, i) => mask[Math.floor(i / times)])

describe.each(testedBackends)('forward pass on %s', (backend) => {
  test.each(['hopper', 'cheetah', 'edge'])('gives the numbers of Hugging Face for %s', async (name) => {
    await prepareBackend(backend)
    const { config, weights } = await goldenModel(name)
    const model = new DecisionTransformer(config, weights)
    const golden = goldenTensors(`${name}/forward.safetensors`)
    for (const prefix of ['', 'nomask.']) {
      const before = memory().numTensors
      const inputs = inputsOf(golden, prefix)
      const outputs = model.forward(inputs, { hiddenStates: true, attentions: true })
      const mask = prefix ? undefined : golden.get('in.attention_mask')
      const tokenMask = mask && repeat(mask, 3)
      const compare = async (actual: Tensor2D, expected: string, tokens = false) =>
        largestDifference(
          await actual.data(),
          golden.get(expected),
          golden.shape(expected).at(-1),
          tokens ? tokenMask : mask,
        )
      expect(await compare(outputs.actionPreds, `${prefix}out.action_preds`)).toBeLessThan(TOLERANCE)
      expect(await compare(outputs.statePreds, `${prefix}out.state_preds`)).toBeLessThan(TOLERANCE)
      expect(await compare(outputs.returnPreds, `${prefix}out.return_preds`)).toBeLessThan(TOLERANCE)
      expect(await compare(outputs.lastHiddenState, `${prefix}out.last_hidden_state`, true)).toBeLessThan(
        TOLERANCE,
      )
      if (!prefix) {
        for (const [i, hidden] of outputs.hiddenStates!.entries()) {
          expect(await compare(hidden, `debug.hidden_states.${i}`, true)).toBeLessThan(TOLERANCE)
        }
        const [heads, tokens] = golden.shape('debug.attentions.0.row1')
        const size = heads * tokens * tokens
        const row = (await outputs.attentions![0].data()).subarray(size, 2 * size)
        const real = Array.from(
          { length: size },
          (_, i) => tokenMask![tokens + (Math.floor(i / tokens) % tokens)],
        )
        expect(largestDifference(row, golden.get('debug.attentions.0.row1'), 1, real)).toBeLessThan(TOLERANCE)
      }
      const onlyActions = model.predictActions(inputs)
      expect(await compare(onlyActions, `${prefix}out.action_preds`)).toBeLessThan(TOLERANCE)
      for (const value of [...Object.values(outputs), ...Object.values(inputs), onlyActions].flat()) {
        if (value && typeof value === 'object') value.dispose()
      }
      expect(memory().numTensors).toBe(before)
    }
    model.dispose()
  })
})
