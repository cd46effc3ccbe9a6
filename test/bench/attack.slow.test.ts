import { describe, expect, it } from 'vitest'
import { createGenerator } from '../../src/gym/index.js'
import { carryOut } from './attack/attack.js'
import { attacks } from './attack/index.js'

describe('the built program keeps its promises under attack (npm run bench -- attack, in its short form)', () => {
  it.each(attacks.map((attack) => [attack.name, attack] as const))('%s', async (_, attack) => {
    const { faults } = await carryOut(attack, { random: createGenerator(1), short: true })
    expect(faults).toEqual([])
  })
})
