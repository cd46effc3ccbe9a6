import { describe, expect, it } from 'vitest'
import { Recorder, replayEpisode } from '../../src/data/index.js'
import { InputError } from '../../src/platform/errors.js'
import { makePoint } from './testEnv.js'

const push = (value: number) => Float32Array.of(value)

describe('Recorder', () => {
  it('is stepped like the environment in it and writes down what happened', () => {
    const recorder = new Recorder(makePoint(), { controller: 'human', level: 'plain' })
    const [first] = recorder.reset({ seed: 5 })
    const [second, reward] = recorder.step(push(0.5))
    for (let step = 1; step < 20; step++) recorder.step(push(step % 2 ? -0.25 : 0.25))
    const [episode] = recorder.takeEpisodes()
    expect(episode).toMatchObject({
      episodeId: 0,
      envId: 'Test/Point-v0',
      level: 'plain',
      seed: 5,
      envOptions: {},
      controller: 'human',
      length: 20,
      terminated: false,
      truncated: true,
    })
    expect(episode.observations.slice(0, 4)).toEqual(Float32Array.of(...first, ...second))
    expect(episode.rewards[0]).toBe(reward)
    expect(episode.actions.slice(0, 2)).toEqual(Float32Array.of(0.5, -0.25))
    expect(episode).not.toHaveProperty('appliedActions')
    expect(episode).not.toHaveProperty('actors')
    expect(recorder.takeEpisodes()).toEqual([])
  })

  it('keeps what was meant beside what was applied, and who acted', () => {
    const recorder = new Recorder(makePoint(), { controller: 'human' })
    recorder.reset({ seed: 1 })
    recorder.step(push(0.5))
    recorder.step(push(0.75), { intended: push(1), actor: 'assist' })
    recorder.step(push(0.5))
    const [episode] = recorder.endEpisode()
    expect(episode.actions).toEqual(Float32Array.of(0.5, 1, 0.5))
    expect(episode.appliedActions).toEqual(Float32Array.of(0.5, 0.75, 0.5))
    expect(episode.controllers).toEqual(['human', 'assist'])
    expect(episode.actors).toEqual(Uint8Array.of(0, 1, 0))
    expect(replayEpisode(episode)).toBeUndefined()
  })

  it('copies: what happens to an array afterwards does not change the recording', () => {
    const recorder = new Recorder(makePoint(), { controller: 'human' })
    const [observation] = recorder.reset({ seed: 1 })
    const action = push(0.5)
    const [next] = recorder.step(action)
    const before = [observation[0], next[0]]
    for (const array of [observation, action, next]) array.fill(99)
    recorder.step(push(0))
    const [episode] = recorder.endEpisode()
    expect([episode.observations[0], episode.observations[2]]).toEqual(before)
    expect(episode.actions[0]).toBe(0.5)
  })

  it('ends the episode at a reset or close, numbers them, and forgets one that is discarded', () => {
    const recorder = new Recorder(makePoint(), { controller: 'human', firstEpisodeId: 7 })
    recorder.reset({ seed: 1 })
    recorder.step(push(0))
    recorder.reset({ seed: 2 })
    recorder.step(push(0))
    recorder.discard()
    recorder.reset({ seed: 3 })
    recorder.reset({ seed: 4 })
    recorder.step(push(0))
    recorder.close()
    expect(recorder.takeEpisodes().map(({ episodeId, seed }) => [episodeId, seed])).toEqual([
      [7, 1],
      [8, 4],
    ])
  })

  it('draws a seed where none is given, and keeps all options, so that each episode can be replayed', () => {
    const recorder = new Recorder(makePoint({ friction: 0.5, maxEpisodeSteps: 4 }), { controller: 'human' })
    recorder.reset({ options: { place: 3 } })
    for (let step = 0; step < 4; step++) recorder.step(push(1))
    const [episode] = recorder.takeEpisodes()
    expect(episode.envOptions).toEqual({ friction: 0.5, maxEpisodeSteps: 4 })
    expect(episode.resetOptions).toEqual({ place: 3 })
    expect(replayEpisode(episode)).toBeUndefined()
    expect(replayEpisode({ ...episode, resetOptions: undefined })).toMatchObject({ step: 0 })
  })

  it('keeps infinite numbers as words, as JSON knows none', () => {
    const recorder = new Recorder(makePoint({ friction: 0.5, limits: [-Infinity, Infinity] }), {
      controller: 'human',
    })
    recorder.reset({ options: { place: 1, patience: Infinity } })
    recorder.step(push(1))
    const [episode] = recorder.endEpisode()
    expect(episode.envOptions).toEqual({ friction: 0.5, limits: ['-Infinity', 'Infinity'] })
    expect(episode.resetOptions).toEqual({ place: 1, patience: 'Infinity' })
    const given: unknown[] = []
    const make = (_: string, options: Record<string, unknown>) => {
      given.push(options)
      return makePoint(options)
    }
    expect(replayEpisode(episode, make)).toBeUndefined()
    expect(given).toEqual([{ friction: 0.5, limits: [-Infinity, Infinity] }])
  })

  it('refuses what could not be replayed or stored', () => {
    const recorder = new Recorder(makePoint({ friction: NaN }), { controller: 'human' })
    expect(() => recorder.reset()).toThrow(/envOptions\.friction cannot be written as JSON/)
    const fine = new Recorder(makePoint(), { controller: 'human' })
    expect(() => fine.step(push(0))).toThrow(InputError)
    expect(() => fine.reset({ options: { place: Number.NaN } })).toThrow(/reset options\.place/)
    fine.reset()
    expect(() => fine.step(push(0), { intended: Float32Array.of(1, 2) })).toThrow(
      /the action at step 0 has 2 numbers, 1 are expected/,
    )
  })

  it('gives the steps of the running episode as they come, for a journal that grows by them', () => {
    const recorder = new Recorder(makePoint(), { controller: 'human' })
    expect([recorder.takeSteps(), recorder.header]).toEqual([undefined, undefined])
    recorder.reset({ seed: 5 })
    expect(recorder.takeSteps()).toBeUndefined()
    expect(recorder.header).toMatchObject({ envId: 'Test/Point-v0', seed: 5, controller: 'human' })
    recorder.step(push(0.5))
    recorder.step(push(0.25))
    const first = recorder.takeSteps()!
    expect(first).toMatchObject({ firstStep: 0, actions: Float32Array.of(0.5, 0.25) })
    expect(Object.keys(first)).toEqual(['firstStep', 'observations', 'actions', 'rewards'])
    recorder.step(push(0.75), { intended: push(1), actor: 'assist' })
    const [episode] = recorder.endEpisode()
    const rest = recorder.takeSteps()!
    expect(rest).toMatchObject({
      firstStep: 2,
      actions: Float32Array.of(1),
      appliedActions: Float32Array.of(0.75),
      actors: ['assist'],
    })
    const seen = [first, rest].flatMap(({ observations }) => Array.from(observations))
    expect(seen).toEqual([...episode.observations])
    expect(recorder.takeSteps()).toBeUndefined()
    recorder.reset({ seed: 6 })
    recorder.step(push(0))
    expect(recorder.takeSteps()).toMatchObject({ firstStep: 0 })
    recorder.discard()
    expect(recorder.takeSteps()).toBeUndefined()
  })
})
