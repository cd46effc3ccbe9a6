import { describe, expect, it } from 'vitest'
import { episodeReturn, recordEpisode, replayEpisode } from '../../src/data/index.js'
import { makePoint, TestPolicy } from './testEnv.js'

const record = (seed: number) => recordEpisode(makePoint(), new TestPolicy(), { seed, noise: 0.2 })

describe('recordEpisode', () => {
  it('lets a policy act until the environment ends the episode', async () => {
    const policy = new TestPolicy()
    const steps: number[] = []
    const episode = await recordEpisode(makePoint(), policy, {
      seed: 3,
      onStep: ({ step, return: total }) => steps.push(step, total),
    })
    expect(episode).toMatchObject({ length: 20, controller: 'scripted:test', seed: 3, truncated: true })
    expect(policy.outcomes).toHaveLength(20)
    expect(policy.outcomes.at(-1)).toMatchObject({ truncated: true, terminated: false })
    expect(steps.slice(-2)).toEqual([19, episodeReturn(episode)])
    expect(replayEpisode(episode)).toBeUndefined()
  })

  it('repeats with its seed, noise included', async () => {
    expect(await record(3)).toEqual(await record(3))
    expect(await record(3)).not.toEqual(await record(4))
  })

  it('applies noise within the action space, and labels with what was meant', async () => {
    const policy = new TestPolicy()
    const episode = await recordEpisode(makePoint(), policy, { seed: 1, noise: 3 })
    const applied = episode.appliedActions ?? []
    expect(applied).not.toEqual(episode.actions)
    expect(Math.max(...applied.map(Math.abs))).toBe(1)
    // The policy is told what happened, not what it wanted.
    expect(policy.outcomes.map(({ action }) => action[0])).toEqual([...applied])
    expect(replayEpisode(episode)).toBeUndefined()
  })

  it('waits for policies that think', async () => {
    class Slow extends TestPolicy {
      override async act(observation: Float32Array): Promise<Float32Array> {
        await new Promise((resolve) => setTimeout(resolve))
        return super.act(observation)
      }
    }
    const [slow, fast] = [new Slow(), new TestPolicy()]
    expect(await recordEpisode(makePoint(), slow, { seed: 2 })).toEqual(
      await recordEpisode(makePoint(), fast, { seed: 2 }),
    )
  })

  it('perturbs, and stops early as truncated', async () => {
    const episode = await recordEpisode(makePoint(), new TestPolicy(), {
      seed: 2,
      maxSteps: 5,
      perturb: (action, step) => (step === 3 ? Float32Array.of(-1) : action),
    })
    expect(episode).toMatchObject({ length: 5, truncated: true, terminated: false })
    expect(episode.appliedActions?.[3]).toBe(-1)
    expect(episode.appliedActions?.[2]).toBe(episode.actions[2])
  })

  it('stops when it is told to', async () => {
    const abort = new AbortController()
    const onStep = ({ step }: { step: number }) => step === 4 && abort.abort(new Error('enough'))
    const recording = recordEpisode(makePoint(), new TestPolicy(), { signal: abort.signal, onStep })
    await expect(recording).rejects.toThrow('enough')
  })

  it('names the policy that answers nonsense', async () => {
    class Broken extends TestPolicy {
      override act(): Float32Array {
        return Float32Array.of(this.outcomes.length < 2 ? 0 : Number.NaN)
      }
    }
    await expect(recordEpisode(makePoint(), new Broken())).rejects.toThrow(
      /policy scripted:test answered NaN in action\[0\] at step 2/,
    )
    await expect(recordEpisode(makePoint(), new TestPolicy(), { noise: -1 })).rejects.toThrow(
      /noise must be 0 or more/,
    )
  })
})
