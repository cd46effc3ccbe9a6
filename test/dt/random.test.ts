import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parseModelConfig } from '../../src/dt/config.js'
import { initialWeights } from '../../src/dt/initialise.js'
import { Random } from '../../src/dt/random.js'

describe('numbers by a key', () => {
  test('are these, in every engine: trained models began with them', () => {
    const random = new Random(3, 4)
    expect([random.uniform(), random.uniform()]).toEqual([0.14466218746901716, 0.12610180300617768])
    expect([random.integer(1000), random.integer(1000)]).toEqual([652, 738])
    expect([random.normal(), random.normal()]).toEqual([-1.5868311011382066, 0.48863261223135246])
  })

  test('are others for another key', () => {
    const first = (...key: number[]) => new Random(...key).uniform()
    expect(new Set([first(3, 4), first(4, 3), first(3), first(3, 4, 0)]).size).toBe(4)
  })

  test('make the first weights of the published size, to the bit', () => {
    const config = parseModelConfig({ state_dim: 17, act_dim: 6, max_ep_len: 1000 })
    const digest = createHash('sha256')
    for (const { data } of initialWeights(config, 1).values()) digest.update(new Uint8Array(data.buffer))
    expect(digest.digest('hex')).toBe('cad1892c67e3fcd8e01451b36b2b06bd81c032b4328754775ee25738bf316ee1')
  })
})
