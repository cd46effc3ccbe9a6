import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { forwardFile, rolloutDifference } from '../../src/dt/door.js'
import { readSafetensors, writeSafetensors } from '../../src/dt/safetensors.js'
import { goldenModel, goldenTensors, largestDifference } from './golden.js'

const bytes = (path: string) => new Uint8Array(readFileSync(new URL(`golden/${path}`, import.meta.url)))

describe('the door for checking', () => {
  test.each(['hopper', 'edge'])('computes the golden forward file of %s', async (name) => {
    const request = { backend: 'wasm', hiddenStates: true, attentions: true } as const
    const answer = await forwardFile(
      await goldenModel(name),
      bytes(`${name}/forward.safetensors`),
      'in',
      request,
    )
    expect(answer.backend.backend).toBe('wasm')
    const { tensors } = readSafetensors(answer.bytes, 'out')
    const golden = goldenTensors(`${name}/forward.safetensors`)
    const mask = golden.get('in.attention_mask')
    for (const output of ['action_preds', 'state_preds', 'return_preds']) {
      const { shape, data } = tensors.get(`out.${output}`)!
      expect(shape).toEqual(golden.shape(`out.${output}`))
      expect(largestDifference(data, golden.get(`out.${output}`), shape.at(-1), mask)).toBeLessThan(1e-5)
    }
    const { config } = await goldenModel(name)
    for (let layer = 0; layer <= config.n_layer; layer++)
      expect(tensors.has(`out.hidden_states.${layer}`)).toBe(true)
    expect(tensors.has(`out.attentions.${config.n_layer - 1}`)).toBe(true)
  })

  test.each(['hopper', 'cheetah'])('replays the stored episode of %s', async (name) => {
    const file = bytes(`${name}/rollout.safetensors`)
    const { steps, largest } = rolloutDifference(await goldenModel(name), file, 'rollout')
    expect(steps).toBe(40)
    expect(largest).toBeLessThan(1e-5)
  })

  test('says which input is wrong', async () => {
    const model = await goldenModel('edge')
    const { tensors } = readSafetensors(bytes('edge/forward.safetensors'), 'in')
    const forward = (change: (map: typeof tensors) => void) => {
      const changed = new Map(tensors)
      change(changed)
      return forwardFile(model, writeSafetensors(changed), 'in.safetensors', { backend: 'wasm' })
    }
    await expect(forward((map) => map.delete('in.actions'))).rejects.toThrow('tensor in.actions is missing')
    await expect(forward((map) => map.set('in.states', map.get('in.actions')!))).rejects.toThrow(
      'in.states is [3,8,2], wanted is [any,any,5]',
    )
    await expect(
      forward((map) => {
        const timesteps = map.get('in.timesteps')!
        map.set('in.timesteps', { ...timesteps, data: Int32Array.from(timesteps.data, () => 50) })
      }),
    ).rejects.toThrow("timestep 50 is not one of the model's 0 … 49")
  })
})
