import { describe, expect, test } from 'vitest'
import type { Episode } from '../../src/data/episode.js'
import { describeData, episodeSource } from '../../src/dt/trainingData.js'

function episode(reward: number, startStep?: number): Episode {
  const length = 10
  return {
    episodeId: 0,
    envId: 'Test/Env-v0',
    level: '',
    seed: 0,
    envOptions: {},
    controller: 'test',
    observationSize: 1,
    actionSize: 1,
    length,
    observations: new Float32Array(length),
    actions: new Float32Array(length),
    rewards: new Float32Array(length).fill(reward),
    finalObservation: new Float32Array(1),
    terminated: false,
    truncated: true,
    startStep,
  }
}

describe('the returns that a dial reaches over', () => {
  const returnsOf = async (...episodes: Episode[]) =>
    (await describeData(episodeSource(episodes), 'mean-needed')).returns

  test('are those of whole episodes: a part that begins in motion brings more than any of them', async () => {
    expect(await returnsOf(episode(1), episode(3), episode(9, 120))).toMatchObject({ min: 10, max: 30 })
    expect(await returnsOf(episode(1), episode(9, 0))).toMatchObject({ max: 90 })
  })

  test('are those of the parts where there is nothing else', async () => {
    expect(await returnsOf(episode(2, 5), episode(4, 7))).toMatchObject({ min: 20, max: 40 })
  })
})
