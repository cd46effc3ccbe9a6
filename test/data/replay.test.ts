import { describe, expect, it } from 'vitest'
import { Dataset, describeEnv, recordEpisode, replayEpisode, writeDataset } from '../../src/data/index.js'
import { createGenerator, make } from '../../src/gym/index.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import type { Policy } from '../../src/policies/policy.js'
import '../../src/sim/register.js'

/** Torques that change slowly and at random: enough to tumble about. */
class Tumble implements Policy {
  readonly name = 'scripted:tumble'
  #random = createGenerator(0)
  #action = new Float32Array(0)

  constructor(readonly actions: number) {}

  reset({ seed }: { seed?: number } = {}): void {
    this.#random = createGenerator(seed)
    this.#action = new Float32Array(this.actions)
  }

  act(): Float32Array {
    this.#action = this.#action.map((value) => 0.7 * value + 0.4 * this.#random.normal())
    return this.#action
  }

  observe(): void {}
}

describe('a recorded episode', () => {
  it.each(['Gaitway/HalfCheetah-v0', 'Gaitway/Hopper-v0', 'Gaitway/Walker2d-v0'])(
    'of %s comes back from disk and replays bit for bit',
    async (id) => {
      const env = make(id, { maxEpisodeSteps: 120 })
      const policy = new Tumble(env.actionSpace.shape?.[0] ?? 0)
      const episodes = [
        await recordEpisode(env, policy, { seed: 11, episodeId: 0 }),
        await recordEpisode(env, policy, { seed: 12, episodeId: 1, noise: 0.1 }),
      ]
      const files = new MemoryFiles()
      await writeDataset('runs', episodes, files, { env: describeEnv(env) })
      env.close()
      const dataset = await Dataset.open('runs', files)
      for (const [i, episode] of episodes.entries()) {
        const stored = await dataset.episode(i)
        expect(stored).toEqual(episode)
        expect(replayEpisode(stored)).toBeUndefined()
      }
    },
  )

  it('of a body with an open range comes back from disk too', async () => {
    const env = make('Gaitway/Hopper-v0', { maxEpisodeSteps: 10, healthyZRange: [0.7, Infinity] })
    const episodes = [await recordEpisode(env, new Tumble(3), { seed: 3 })]
    const files = new MemoryFiles()
    await writeDataset('runs', episodes, files, { env: describeEnv(env) })
    const stored = await (await Dataset.open('runs', files)).episode(0)
    expect(stored.envOptions).toEqual({ maxEpisodeSteps: 10, healthyZRange: [0.7, 'Infinity'] })
    expect(replayEpisode(stored)).toBeUndefined()
  })

  it('on a level carries the level with it', async () => {
    const level = { name: 'hill', terrain: [{ type: 'slope', length: 5, rise: 1 }] }
    const env = make('Gaitway/HalfCheetah-v0', { maxEpisodeSteps: 30, level })
    const episode = await recordEpisode(env, new Tumble(6), { seed: 3, level: 'hill' })
    expect(episode.envOptions).toEqual({ maxEpisodeSteps: 30, level })
    expect(replayEpisode(episode)).toBeUndefined()
    expect(replayEpisode({ ...episode, envOptions: { maxEpisodeSteps: 30 } })).toBeDefined()
  })
})
