import { describe, expect, test } from 'vitest'
import { Box } from '../../../src/gym/index.js'

describe('bounds', () => {
  test('one number for every element, or one each', () => {
    expect(new Box(-1, 1, [3]).low).toEqual(Float32Array.of(-1, -1, -1))
    expect(new Box([0, -Infinity], [1, Infinity]).shape).toEqual([2])
    expect(new Box(0, 255, [2, 2, 3], 'uint8').size).toBe(12)
  })

  test('that cannot be are refused with the element that is wrong', () => {
    expect(() => new Box([0, 2], [1, 1])).toThrow('low must not be above high, got 2 and 1 at element 1')
    expect(() => new Box([0, 1], 1, [3])).toThrow('low has 2 elements, its shape [3] wants 3')
    expect(() => new Box(NaN, 1, [1])).toThrow('low NaN at element 0 is no float32')
    expect(() => new Box(0, 300, [1], 'uint8')).toThrow('high 300 at element 0 is no uint8')
    expect(() => new Box(0, Infinity, [1], 'int32')).toThrow('is no int32')
    expect(() => new Box(0, 1, [-1])).toThrow('shape must be whole numbers')
    expect(() => new Box(0, 1, [1], 'float16' as 'float32')).toThrow('no dtype float16')
  })

  test('can be asked about', () => {
    const box = new Box([0, -Infinity], [1, 5])
    expect([box.isBounded('below'), box.isBounded('above'), box.isBounded()]).toEqual([false, true, false])
  })
})

describe('sample', () => {
  test.each([
    ['two bounds', new Box(-2, 3, [4])],
    ['no bounds', new Box(-Infinity, Infinity, [4])],
    ['below only', new Box(5, Infinity, [4])],
    ['above only', new Box(-Infinity, -5, [4])],
    ['the widest float32 bounds', new Box(-3.4e38, 3.4e38, [4])],
    ['whole numbers', new Box(0, 3, [2, 2], 'uint8')],
    ['equal bounds', new Box(7, 7, [2])],
  ])('stays inside: %s', (_, box) => {
    box.seed(1)
    for (let draw = 0; draw < 200; draw++) expect(box.contains(box.sample())).toBe(true)
  })

  test('repeats with its seed', () => {
    const [a, b] = [new Box(-1, 1, [6]), new Box(-1, 1, [6])]
    a.seed(3)
    b.seed(3)
    expect(a.sample()).toEqual(b.sample())
    expect(a.sample()).not.toEqual(b.low)
  })

  test('reaches both ends of whole numbers', () => {
    const box = new Box(-1, 1, [100], 'int8')
    box.seed(1)
    expect(new Set(box.sample())).toEqual(new Set([-1, 0, 1]))
  })
})

describe('contains', () => {
  const box = new Box(-1, 1, [2])

  test('the right array inside the bounds, both included', () => {
    expect(box.contains(Float32Array.of(-1, 1))).toBe(true)
  })

  test.each([
    ['outside', Float32Array.of(0, 1.5)],
    ['NaN', Float32Array.of(0, NaN)],
    ['too short', Float32Array.of(0)],
    ['another element type', Float64Array.of(0, 0)],
    ['a plain list', [0, 0]],
    ['nothing', undefined],
  ])('not: %s', (_, x) => {
    expect(box.contains(x)).toBe(false)
  })
})
