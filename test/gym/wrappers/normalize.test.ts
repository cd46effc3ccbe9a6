import { describe, expect, test } from 'vitest'
import {
  Box,
  createGenerator,
  Discrete,
  type Env,
  NormalizeObservation,
  NormalizeReward,
  RunningStatistics,
} from '../../../src/gym/index.js'
import { nothing, Script, script } from './script.js'

describe('RunningStatistics', () => {
  test('are the mean and variance of what it saw', () => {
    const generator = createGenerator(1)
    const samples = Array.from({ length: 500 }, () => [generator.normal(3, 2), generator.uniform(-1, 0)])
    const statistics = new RunningStatistics(2)
    for (const sample of samples) statistics.update(sample)
    for (const element of [0, 1]) {
      const values = samples.map((sample) => sample[element])
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
      expect(statistics.mean[element]).toBeCloseTo(mean, 5)
      expect(statistics.variance[element]).toBeCloseTo(variance, 5)
    }
    expect(statistics.count).toBeCloseTo(500, 3)
  })

  test('are saved and restored as JSON', () => {
    const statistics = new RunningStatistics(1)
    statistics.update([4])
    const restored = new RunningStatistics(1)
    restored.state = JSON.parse(JSON.stringify(statistics.state))
    statistics.update([5])
    restored.update([5])
    expect(restored.state).toEqual(statistics.state)
    expect(() => (new RunningStatistics(2).state = restored.state)).toThrow(
      'statistics of 1 elements do not fit 2',
    )
  })
})

describe('NormalizeObservation', () => {
  test('centres and scales by what it has seen so far', () => {
    const env = new NormalizeObservation(script([2, 4]))
    env.reset()
    const [observation] = env.step(nothing)
    // With a prior of mean 0, variance 1 at a weight of 1e-4, by Gymnasium's RunningMeanStd.
    const statistics = new RunningStatistics(1)
    statistics.update([2])
    statistics.update([4])
    const expected = (4 - statistics.mean[0]) / Math.sqrt(statistics.variance[0] + 1e-8)
    expect(observation).toEqual(Float32Array.of(expected))
    expect(expected).toBeCloseTo(1, 3)
  })

  test('can be frozen', () => {
    const env = new NormalizeObservation(script([2, 4, 4]))
    env.reset()
    env.updateRunningMean = false
    const { state } = env.statistics
    expect(env.step(nothing)[0]).toEqual(env.step(nothing)[0])
    expect(env.statistics.state).toEqual(state)
  })

  test('needs a Box', () => {
    const env = new Script<number>([{ observation: 1 }], new Discrete(2)) as unknown as Env<Float32Array>
    expect(() => new NormalizeObservation(env)).toThrow('needs a Box as observation space')
    const doubles = new Script([{ observation: Float64Array.of(1) }], new Box(0, 2, [1], 'float64'))
    expect(new NormalizeObservation(doubles).reset()[0]).toBeInstanceOf(Float32Array)
  })
})

describe('NormalizeReward', () => {
  test('divides by the deviation of the discounted sum', () => {
    const env = new NormalizeReward(script([0, 0, 0], [1, 3]), { gamma: 0.5 })
    env.reset()
    const rewards = [env.step(nothing)[1], env.step(nothing)[1]]
    const statistics = new RunningStatistics(1)
    const expected = [1, 0 + 3].map((sum, index) => {
      // The second step terminates, so that what came before counts no more.
      statistics.update([sum])
      return [1, 3][index] / Math.sqrt(statistics.variance[0] + 1e-8)
    })
    expect(rewards).toEqual(expected)
  })

  test('the variance of a constant stream of rewards settles near 1', () => {
    const generator = createGenerator(1)
    const rewards = Array.from({ length: 3000 }, () => generator.normal(0, 50))
    const env = new NormalizeReward(
      script(
        Array.from({ length: 3001 }, () => 0),
        rewards,
      ),
    )
    env.reset()
    const scaled = rewards.map(() => env.step(nothing)[1])
    const last = scaled.slice(1000)
    // A sum with gamma 0.99 has 1 / (1 − 0.99²) ≈ 50 times the variance of one reward.
    const variance = last.reduce((sum, x) => sum + x * x, 0) / last.length
    expect(variance * 50).toBeGreaterThan(0.5)
    expect(variance * 50).toBeLessThan(2)
  })
})
