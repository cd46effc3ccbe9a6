import { describe, expect, test } from 'vitest'
import { learningRateAt, presets } from '../../src/dt/recipe.js'

describe('learning rates', () => {
  test('kzl: 10 000 steps of warm-up, then constant', () => {
    const recipe = presets.kzl(100)
    expect(learningRateAt(recipe, 0)).toBeCloseTo(1e-8, 15)
    expect(learningRateAt(recipe, 9_999)).toBeCloseTo(1e-4, 15)
    expect(learningRateAt(recipe, 90_000)).toBe(1e-4)
  })

  test("notebook: the Trainer's linear schedule over 120 epochs, a tenth of it warm-up", () => {
    const recipe = presets.notebook(1000)
    expect(recipe.steps).toBe(120 * 16)
    expect(recipe.warmupSteps).toBe(192)
    expect(learningRateAt(recipe, 0)).toBe(0)
    expect(learningRateAt(recipe, 96)).toBeCloseTo(0.5e-4, 12)
    expect(learningRateAt(recipe, 192)).toBe(1e-4)
    expect(learningRateAt(recipe, 192 + 864)).toBeCloseTo(0.5e-4, 12)
    expect(learningRateAt(recipe, recipe.steps)).toBe(0)
    expect(recipe).toMatchObject({ batchSize: 64, weightDecay: 1e-4, decayAll: false, clipNorm: 0.25 })
  })

  test('gaitway: warm-up, then a cosine down to a tenth', () => {
    const recipe = presets.gaitway(100)
    expect(learningRateAt(recipe, 0)).toBeCloseTo(6e-4 / 200, 8)
    expect(learningRateAt(recipe, recipe.steps)).toBeCloseTo(6e-5, 12)
    const rates = Array.from({ length: 100 }, (_, i) => learningRateAt(recipe, 200 + 18 * i))
    expect(rates).toEqual(rates.toSorted((a, b) => b - a))
  })
})
