import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replay } from '../../../src/app/simulation/replayRun.js'
import { Box, type Env, type Info, register, type StepResult, unregister } from '../../../src/gym/index.js'

/** A game of one's own: a sledge that is pushed along. Observation: its height, then its speed. */
class Sledge implements Env {
  readonly observationSpace = new Box(-100, 100, [2])
  readonly actionSpace = new Box(-1, 1, [1])
  readonly unwrapped: Env<unknown, unknown> = this
  protected x = 0
  protected speed = 0

  reset(): [Float32Array, Info] {
    this.x = this.speed = 0
    return [Float32Array.of(0.2, 0), {}]
  }

  step([push]: Float32Array): StepResult<Float32Array> {
    this.speed += push
    this.x += this.speed
    return [Float32Array.of(0.2, this.speed), this.speed, false, false, {}]
  }

  close(): void {}
}

/** The same, which offers what is needed to draw it. */
class DrawnSledge extends Sledge {
  readonly dt = 1

  pose(poses = new Float32Array(3)): Float32Array {
    poses.set([this.x, 0.2, 0])
    return poses
  }

  recall([, speed]: Float32Array, x: number): number {
    this.x = x
    return x + speed
  }
}

const plan = (envId: string, observations: readonly number[]) => ({
  type: 'replay' as const,
  envId,
  envOptions: {},
  seed: 1,
  resetOptions: {},
  observationSize: 2,
  actionSize: 1,
  observations: Float32Array.from(observations),
  actions: Float32Array.of(1, 0, 1),
})
const patient = { progress: () => {}, stopped: () => false }

beforeAll(() => {
  register({ id: 'Test/Sledge-v0', entryPoint: () => new Sledge() })
  register({ id: 'Test/DrawnSledge-v0', entryPoint: () => new DrawnSledge() })
})
afterAll(() => {
  unregister('Test/Sledge-v0')
  unregister('Test/DrawnSledge-v0')
})

describe('replaying a game of one’s own', () => {
  it('gives its poses, by what it offers alone', async () => {
    const replayed = await replay(plan('Test/DrawnSledge-v0', [0.2, 0, 0.2, 1, 0.2, 1]), patient)
    expect(replayed).toMatchObject({
      controlStep: 1,
      agreeingSteps: 3,
      largestDifference: 0,
      stored: undefined,
    })
    expect([...replayed!.times]).toEqual([0, 1, 2, 3])
    expect([...replayed!.poses].filter((_, i) => i % 3 === 0)).toEqual([0, 1, 2, 4])
  })

  it('shows what was recorded too, where that is not what it does now', async () => {
    const replayed = await replay(plan('Test/DrawnSledge-v0', [0.2, 0, 0.2, 3, 0.2, 3]), patient)
    expect(replayed?.agreeingSteps).toBe(1)
    expect([...replayed!.stored!.poses].filter((_, i) => i % 3 === 0)).toEqual([0, 0, 3])
  })

  it('says of one that cannot be drawn that it cannot', async () => {
    await expect(replay(plan('Test/Sledge-v0', [0.2, 0, 0.2, 1, 0.2, 1]), patient)).rejects.toThrow(
      'Test/Sledge-v0 has no pose(), which it needs to be drawn',
    )
  })
})
