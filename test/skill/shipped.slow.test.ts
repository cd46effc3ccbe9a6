import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Dataset, replayEpisode, validateDataset } from '../../src/data/index.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import { certify, SkillDial } from '../../src/skill/index.js'
import { make } from '../../src/gym/index.js'
import '../../src/sim/register.js'

const assets = join(import.meta.dirname, '../../assets')
const cheetah = join(assets, 'models/cheetah')

describe('the shipped models', () => {
  it.each([
    ['cheetah', { nmaeOfMeans: 0.02, nmaePerEpisode: 0.04, rankCorrelation: 0.97 }],
    ['hopper', { nmaeOfMeans: 0.05, nmaePerEpisode: 0.1, rankCorrelation: 0.94 }],
    ['walker2d', { nmaeOfMeans: 0.03, nmaePerEpisode: 0.06, rankCorrelation: 0.96 }],
  ])('%s keeps the promise in its checkpoint, on a short protocol', async (name, promise) => {
    const model = join(assets, 'models', name)
    const certificate = await certify({ model, targets: 5, episodes: 2, seed: 50_000_000 })
    expect(certificate.promise).toMatchObject(promise)
    expect(certificate.broken).toEqual([])
  })
})

describe('the shipped cheetah', () => {
  it('runs at the speed that its dial says, and faster when it is turned up', async () => {
    const env = make('Gaitway/HalfCheetah-v0')
    const agent = await SkillDial.load(cheetah, { skill: 30 })
    let [observation, info] = env.reset({ seed: 1_200_000_000 })
    const positions = [info.x_position as number]
    for (let step = 0; step < 300; step++) {
      if (step === 150) agent.skill = 80
      const action = agent.act(observation)
      const [next, reward, terminated, truncated, after] = env.step(action)
      agent.observe({ action, reward, terminated, truncated })
      observation = next
      info = after
      positions.push(info.x_position as number)
    }
    // m/s: 20 steps of 0.05 s are a second.
    const slow = (positions[150] - positions[50]) / 5
    const fast = (positions[300] - positions[250]) / 2.5
    expect(slow).toBeGreaterThan(1)
    expect(slow).toBeLessThan(2.5)
    expect(fast).toBeGreaterThan(4)
  })
})

describe('the shipped demonstrations', () => {
  it.each([
    ['cheetah-gaits', 300, 5000],
    ['hopper-gaits', 1100, 2600],
    ['walker-gaits', 1100, 3700],
  ])('%s are sound, cover the range of skills, and replay bit for bit', async (name, weak, strong) => {
    const folder = join(assets, 'datasets', name)
    const files = new NodeFiles()
    expect(await validateDataset(folder, files)).toEqual([])
    const dataset = await Dataset.open(folder, files)
    const { returns } = await dataset.statistics()
    expect(returns.min).toBeLessThan(weak)
    expect(returns.max).toBeGreaterThan(strong)
    expect(await replayEpisode(await dataset.episode(0))).toBeUndefined()
    expect(await replayEpisode(await dataset.episode(dataset.length - 1))).toBeUndefined()
  })
})
