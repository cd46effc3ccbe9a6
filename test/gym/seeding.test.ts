import { describe, expect, test } from 'vitest'
import { createGenerator, Generator } from '../../src/gym/seeding.js'

const draws = (generator: Generator, count: number) =>
  Array.from({ length: count }, () => generator.uniform())

describe('repeats exactly', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    expect(draws(createGenerator(7), 100)).toEqual(draws(createGenerator(7), 100))
    expect(draws(createGenerator(7), 100)).not.toEqual(draws(createGenerator(8), 100))
  })

  test('these numbers never change: recordings depend on them', () => {
    const generator = createGenerator(42)
    expect([generator.bits(), generator.bits()]).toEqual([4270768384, 1521289425])
    expect(generator.uniform()).toBe(0.42267221574649916)
    expect(generator.normal()).toBe(0.5935272777506099)
    expect(generator.exponential()).toBe(0.6049814063088815)
    expect(generator.integer(1000)).toBe(75)
  })

  test('the algorithm is xoshiro128**: the outputs of its authors’ code', () => {
    const generator = Generator.fromState({ algorithm: 'xoshiro128**', words: [1, 2, 3, 4] })
    const outputs = Array.from({ length: 10 }, () => generator.bits())
    expect(outputs).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ])
  })

  test('a state is JSON, and the stream goes on from it', () => {
    const generator = createGenerator(3)
    draws(generator, 10)
    const state = JSON.parse(JSON.stringify(generator.state))
    const rest = [generator.normal(), ...draws(generator, 10)]
    const revived = Generator.fromState(state)
    expect([revived.normal(), ...draws(revived, 10)]).toEqual(rest)
  })

  test('a seed may use all 53 bits', () => {
    const low = createGenerator(5).bits()
    const high = createGenerator(5 + 2 ** 40).bits()
    expect(low).not.toBe(high)
  })
})

describe('looks random', () => {
  test('uniform: mean, variance and range', () => {
    const sample = draws(createGenerator(1), 20_000)
    const mean = sample.reduce((sum, x) => sum + x, 0) / sample.length
    const variance = sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / sample.length
    expect(mean).toBeCloseTo(0.5, 2)
    expect(variance).toBeCloseTo(1 / 12, 2)
    expect(Math.min(...sample)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...sample)).toBeLessThan(1)
  })

  test('normal: first four moments and tails', () => {
    const generator = createGenerator(2)
    const sample = Array.from({ length: 40_000 }, () => generator.normal())
    const moment = (power: number) => sample.reduce((sum, x) => sum + x ** power, 0) / sample.length
    expect(Math.abs(moment(1))).toBeLessThan(0.02)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.03)
    expect(Math.abs(moment(3))).toBeLessThan(0.08)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.2)
    const beyondTwo = sample.filter((x) => Math.abs(x) > 2).length / sample.length
    expect(beyondTwo).toBeCloseTo(0.0455, 2)
  })

  test('neighbouring seeds are unrelated', () => {
    const first = Array.from({ length: 5000 }, (_, seed) => createGenerator(seed).uniform())
    const mean = first.reduce((sum, x) => sum + x, 0) / first.length
    expect(mean).toBeCloseTo(0.5, 1)
    const product = first.slice(1).reduce((sum, x, i) => sum + (x - 0.5) * (first[i] - 0.5), 0) / first.length
    expect(Math.abs(product)).toBeLessThan(0.005)
  })

  test('integer: each value as likely, small and large ranges', () => {
    const generator = createGenerator(4)
    const counts = [0, 0, 0, 0, 0, 0]
    for (let draw = 0; draw < 12_000; draw++) counts[generator.integer(6)]++
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200)
    const large = Array.from({ length: 100 }, () => generator.integer(2 ** 50))
    expect(large.every((value) => Number.isSafeInteger(value) && value < 2 ** 50)).toBe(true)
    expect(new Set(large).size).toBe(100)
  })

  test('shuffle keeps every element', () => {
    const shuffled = createGenerator(9).shuffle(Array.from({ length: 50 }, (_, index) => index))
    expect(shuffled).not.toEqual([...shuffled].sort((a, b) => a - b))
    expect(new Set(shuffled).size).toBe(50)
  })
})

test('forks run streams of their own and repeat with the seed', () => {
  const [a, b] = createGenerator(5).spawn(2)
  const [again] = createGenerator(5).spawn(1)
  const first = draws(a, 50)
  expect(first).toEqual(draws(again, 50))
  expect(first).not.toEqual(draws(b, 50))
})

test.each([-1, 0.5, NaN, 2 ** 53, '7'])('refuses %s as a seed', (seed) => {
  expect(() => createGenerator(seed as number)).toThrow('seed: expected a whole number from 0 to 2^53 - 1')
})

test('refuses a broken state and an empty range', () => {
  expect(() => Generator.fromState({ algorithm: 'xoshiro128**', words: [0, 0, 0, 0] })).toThrow(
    'generator state',
  )
  expect(() => Generator.fromState({ algorithm: 'xoshiro128**', words: [1, 2, 3, 2 ** 32] })).toThrow(
    'generator state',
  )
  expect(() => createGenerator(1).integer(0)).toThrow('integer(n)')
})
