import { describe, expect, test } from 'vitest'
import { drawWindows, emptyBatch, fillWindow, type WindowShape } from '../../src/dt/batches.js'
import { describeData, toTrajectory } from '../../src/dt/trainingData.js'
import { goldenJson, goldenTensors, largestDifference } from './golden.js'

describe('training windows', () => {
  test('are those of kzl/decision-transformer', async () => {
    const { K, max_ep_len } = goldenJson('collator/golden.json')
    const golden = goldenTensors('collator/collator.safetensors')
    const count = Array.from({ length: 99 }, (_, i) => i).findIndex((i) => !golden.has(`episode${i}.rewards`))
    const episodes = Array.from({ length: count }, (_, i) => {
      const get = (name: string) => golden.get(`episode${i}.${name}`) as Float32Array
      const [length, observationSize] = golden.shape(`episode${i}.observations`)
      const header = { episodeId: i, envId: '', level: '', seed: 0, envOptions: {}, controller: 'test' }
      return {
        ...header,
        observationSize,
        actionSize: golden.shape(`episode${i}.actions`)[1],
        length,
        observations: get('observations'),
        actions: get('actions'),
        rewards: get('rewards'),
        finalObservation: new Float32Array(0),
        terminated: true,
        truncated: false,
      }
    })
    const source = { length: count, episode: (index: number) => episodes[index] }
    const data = await describeData(source, 'classic')
    const std = golden.get('state_std')
    expect(largestDifference(data.stateMean, golden.get('state_mean'))).toBeLessThan(1e-5)
    expect(largestDifference(data.stateStd, std)).toBeLessThan(1e-5)

    const shape: WindowShape = {
      contextLength: K,
      stateSize: data.stateSize,
      actionSize: data.actionSize,
      paddedState: Float32Array.from(data.stateMean, (mean, i) => -mean / data.stateStd[i]),
      maxEpisodeLength: max_ep_len,
      timesteps: 'episode',
    }
    const picks = golden.get('picks')
    const rows = picks.length / 2
    const batch = emptyBatch(rows, shape)
    for (let row = 0; row < rows; row++) {
      const [episode, start] = [picks[2 * row], picks[2 * row + 1]]
      const trajectory = toTrajectory(episodes[episode], data)
      fillWindow(batch, row, trajectory, start, Math.min(start + K, trajectory.length), shape)
    }
    const steps = (name: string) => {
      const values = golden.get(`out.${name}`)
      // The reference makes one return more than it feeds to the model.
      return name === 'returns_to_go' ? values.filter((_, i) => i % (K + 1) !== K) : values
    }
    expect(batch.mask).toEqual(Float32Array.from(steps('attention_mask')))
    expect(batch.timesteps).toEqual(Int32Array.from(steps('timesteps')))
    expect(batch.actions).toEqual(steps('actions'))
    expect(largestDifference(batch.states, steps('states'))).toBeLessThan(1e-5)
    expect(largestDifference(batch.returnsToGo, steps('returns_to_go'))).toBeLessThan(1e-5)
  })

  test('are drawn by the step alone, every step of the data equally often', () => {
    const lengths = [3, 50, 17]
    const draw = (windows: 'start' | 'end', step: number) => drawWindows(lengths, 64, 5, windows, 1, step)
    expect(draw('end', 7)).toEqual(draw('end', 7))
    expect(draw('end', 7)).not.toEqual(draw('end', 8))
    const counts = new Map<string, number>()
    for (let step = 0; step < 400; step++) {
      for (const { episode, start, end } of draw('end', step)) {
        expect(start).toBe(Math.max(0, end - 5))
        counts.set(`${episode}:${end}`, (counts.get(`${episode}:${end}`) ?? 0) + 1)
      }
      for (const { episode, start, end } of draw('start', step)) {
        expect(end).toBe(Math.min(start + 5, lengths[episode]))
      }
    }
    const expected = (400 * 64) / 70
    expect(counts.size).toBe(70)
    for (const seen of counts.values())
      expect(Math.abs(seen - expected)).toBeLessThan(5 * Math.sqrt(expected))
  })
})
