import { describe, expect, test } from 'vitest'
import {
  cappedCubicSchedule,
  RecordEpisodeStatistics,
  RecordVideo,
  type RecordVideoOptions,
} from '../../../src/gym/index.js'
import { nothing, Script, script } from './script.js'

describe('RecordEpisodeStatistics', () => {
  test('adds return, length and time to the last step', () => {
    const env = new RecordEpisodeStatistics(script([0, 0, 0], [1.5, 2]))
    env.reset()
    expect(env.step(nothing)[4]).toEqual({})
    expect(env.step(nothing)[4]).toEqual({ episode: { r: 3.5, l: 2, t: expect.any(Number) } })
  })

  test('keeps the last episodes', () => {
    const env = new RecordEpisodeStatistics(script([0, 0], [1]), { bufferLength: 2 })
    for (let episode = 0; episode < 3; episode++) {
      env.reset()
      env.step(nothing)
    }
    expect(env.episodeCount).toBe(3)
    expect([env.returnQueue, env.lengthQueue]).toEqual([
      [1, 1],
      [1, 1],
    ])
    expect(env.timeQueue).toHaveLength(2)
  })

  test('does not overwrite an info of the environment', () => {
    const lines = [{ observation: nothing }, { observation: nothing, truncated: true, info: { episode: 1 } }]
    const env = new RecordEpisodeStatistics(new Script(lines))
    env.reset()
    expect(() => env.step(nothing)).toThrow(
      'info.episode is there already; give the wrapper another statsKey',
    )
    const renamed = new RecordEpisodeStatistics(new Script(lines), { statsKey: 'statistics' })
    renamed.reset()
    expect(renamed.step(nothing)[4]).toMatchObject({ episode: 1, statistics: { l: 1 } })
  })
})

/** Plays episodes of two steps; returns the videos as `name: frames`. */
function film(episodes: number, options: RecordVideoOptions): string[] {
  const videos: string[] = []
  const env = new RecordVideo(
    script([0, 0, 0]),
    { start() {}, capture() {}, stop: (name, frames) => videos.push(`${name}: ${frames}`) },
    options,
  )
  for (let episode = 0; episode < episodes; episode++) {
    env.reset()
    env.step(nothing)
    env.step(nothing)
  }
  env.close()
  return videos
}

describe('RecordVideo', () => {
  test('films whole episodes when its trigger says so', () => {
    expect(film(5, { episodeTrigger: (episode) => episode % 2 === 0, namePrefix: 'run' })).toEqual([
      'run-episode-0: 3',
      'run-episode-2: 3',
      'run-episode-4: 3',
    ])
  })

  test('films from a step, for a number of frames', () => {
    expect(film(4, { stepTrigger: (step) => step === 1 || step === 5, videoLength: 3 })).toEqual([
      'video-step-1: 3',
      'video-step-5: 3',
    ])
  })

  test('hands over the environment at each reset and step', () => {
    const seen: unknown[] = []
    const inner = script([0, 0])
    const env = new RecordVideo(inner, { start() {}, capture: (shown) => seen.push(shown), stop() {} })
    env.reset()
    expect(env.recording).toBe(true)
    env.step(nothing)
    expect(seen).toEqual([inner, inner])
  })

  test('films the cubes unless told otherwise', () => {
    expect(Array.from({ length: 3001 }, (_, episode) => episode).filter(cappedCubicSchedule)).toEqual([
      0, 1, 8, 27, 64, 125, 216, 343, 512, 729, 1000, 2000, 3000,
    ])
    expect(film(10, {})).toHaveLength(3)
  })
})
