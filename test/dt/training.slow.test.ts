import { memory } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import {
  DecisionTransformerAgent,
  type Evaluation,
  type GradientPool,
  gradientServer,
  joinSources,
  loadCheckpoint,
  loadTrainingState,
  saveCheckpoint,
  saveTrainingState,
  type Snapshot,
  train,
  TrainingControl,
} from '../../src/dt/index.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { largestDifference } from './golden.js'
import { simpleEpisodes, smallTraining } from './simpleTask.js'

const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length

describe('a training', () => {
  test('learns, and its checkpoint acts', async () => {
    const losses: number[] = []
    const { checkpoint, ended } = await train({
      ...smallTraining,
      episodes: simpleEpisodes(8),
      steps: 150,
      onProgress: ({ loss }) => void losses.push(loss),
    })
    expect(ended).toBe('done')
    expect(mean(losses.slice(-20))).toBeLessThan(0.5 * mean(losses.slice(0, 20)))

    const files = new MemoryFiles()
    await saveCheckpoint('models/test', checkpoint, files)
    const loaded = await loadCheckpoint('models/test', files)
    expect(loaded).toEqual(checkpoint)
    const agent = new DecisionTransformerAgent(loaded, { targetReturn: 50 })
    agent.reset()
    for (let t = 0; t < 60; t++) {
      const action = agent.act(Float32Array.of(Math.sin(t), 0, 0))
      expect([...action].every((value) => Math.abs(value) <= 1)).toBe(true)
      agent.observe({ action, reward: 1, terminated: false, truncated: false })
    }
  })

  test.each([
    ['classic', undefined, { mode: 'classic', scale: 1000 }, 40],
    ['classic', 'window', { mode: 'classic', scale: 1000, timesteps: 'window' }, 5],
    ['mean-needed', undefined, { mode: 'mean-needed' }, 5],
    ['mean-needed', 'episode', { mode: 'mean-needed', timesteps: 'episode' }, 40],
  ] as const)('of a %s token takes %s timesteps', async (conditioning, timesteps, expected, rows) => {
    const episodes = simpleEpisodes(2)
    const { checkpoint, state } = await train({
      ...smallTraining,
      conditioning,
      timesteps,
      episodes,
      steps: 1,
    })
    expect(checkpoint.gaitway!.conditioning).toMatchObject(expected)
    expect('timesteps' in checkpoint.gaitway!.conditioning).toBe(timesteps !== undefined)
    expect(checkpoint.config.max_ep_len).toBe(rows)
    const files = new MemoryFiles()
    await saveTrainingState('models/test', state, files)
    expect((await loadTrainingState('models/test', files)).recipe).toEqual(state.recipe)
  })

  test('from before timesteps were a choice goes on with those of its conditioning', async () => {
    const { state } = await train({ ...smallTraining, episodes: simpleEpisodes(2), steps: 1 })
    const { timesteps, ...recipe } = state.recipe
    const files = new MemoryFiles()
    await saveTrainingState('models/test', { ...state, recipe: recipe as typeof state.recipe }, files)
    expect((await loadTrainingState('models/test', files)).recipe.timesteps).toBe(timesteps)
  })

  test.each(['wasm', 'cpu'] as const)('goes on bit for bit after a stop on %s', async (backend) => {
    const options = { ...smallTraining, backend, episodes: simpleEpisodes(6), steps: 12 }
    const whole = await train(options)
    const stop = new AbortController()
    const half = await train({
      ...options,
      signal: stop.signal,
      onProgress: ({ step }) => void (step === 5 && stop.abort()),
    })
    expect(half).toMatchObject({ ended: 'aborted', step: 5 })
    const files = new MemoryFiles()
    await saveTrainingState('models/test', half.state, files)
    const rest = await train({
      episodes: simpleEpisodes(6),
      backend,
      resume: await loadTrainingState('models/test', files),
    })
    expect(rest.step).toBe(12)
    expect(rest.checkpoint.weights).toEqual(whole.checkpoint.weights)
    expect(rest.state.optimizer).toEqual(whole.state.optimizer)
    expect(rest.finalLoss).toBe(whole.finalLoss)
  })

  test('can be paused, and asked for a checkpoint', async () => {
    const control = new TrainingControl()
    const snapshots: Snapshot[] = []
    let steps = 0
    const running = train({
      ...smallTraining,
      episodes: simpleEpisodes(4),
      steps: 6,
      control,
      onProgress: ({ step }) => {
        steps = step
        if (step === 2) control.checkpointNow()
        if (step === 3) control.pause()
      },
      onCheckpoint: (snapshot) => void snapshots.push(snapshot),
    })
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(steps).toBe(3)
    control.resume()
    expect((await running).ended).toBe('done')
    expect(snapshots.map(({ state }) => state.step)).toEqual([2])
  })

  test('is judged on the way, keeps its best checkpoint and stops when nothing gets better', async () => {
    const scores = [1, 3, 2, 2, 5]
    const seen: Evaluation[] = []
    const result = await train({
      ...smallTraining,
      episodes: simpleEpisodes(4),
      steps: 20,
      evaluateEvery: 2,
      patience: 2,
      evaluate: (checkpoint, step) => (checkpoint.gaitway ? scores[step / 2 - 1] : NaN),
      onEvaluation: (evaluation) => void seen.push(evaluation),
    })
    expect(seen).toEqual([
      { step: 2, score: 1, best: true },
      { step: 4, score: 3, best: true },
      { step: 6, score: 2, best: false },
      { step: 8, score: 2, best: false },
    ])
    expect(result).toMatchObject({ ended: 'early', step: 8, best: { step: 4, score: 3 } })
    expect(result.best!.checkpoint.gaitway!.training!.step).toBe(4)
  })

  test('can share its batches with helpers, every window counting the same', async () => {
    const options = { ...smallTraining, dropout: 0, episodes: simpleEpisodes(5, 12), steps: 6 }
    const alone = await train(options)
    // The server of a worker thread, here in the same one: tasks run one after the other on the same backend.
    const serve = await gradientServer(null)
    const asked: number[] = []
    const helpers: GradientPool = {
      size: 2,
      run: (task) => {
        asked.push(task.batch.size)
        return serve(structuredClone(task), { signal: new AbortController().signal, onProgress() {} })
      },
      close: async () => {},
    }
    const shared = await train({ ...options, helpers })
    expect(asked.slice(0, 2)).toEqual([3, 3])
    expect(shared.finalLoss).toBeCloseTo(alone.finalLoss, 5)
    for (const [name, { data }] of alone.checkpoint.weights) {
      if (name.endsWith('c_attn.bias')) continue
      expect(largestDifference(shared.checkpoint.weights.get(name)!.data, data), name).toBeLessThan(1e-4)
    }
    const again = await train({ ...options, helpers })
    expect(again.checkpoint.weights).toEqual(shared.checkpoint.weights)
  })

  test('keeps as many tensors after a thousand steps as after one, and none when it is over', async () => {
    const tiny = { ...smallTraining, hiddenSize: 8, heads: 1, layers: 1, contextLength: 2, batchSize: 2 }
    await train({ ...tiny, episodes: simpleEpisodes(2), steps: 2 })
    const before = memory().numTensors
    const counts = new Set<number>()
    await train({
      ...tiny,
      episodes: simpleEpisodes(2),
      steps: 1000,
      onProgress: () => void counts.add(memory().numTensors),
    })
    expect(counts.size).toBe(1)
    expect(memory().numTensors).toBe(before)
  })

  test('reads its episodes where they lie, in any order', async () => {
    const all = simpleEpisodes(6)
    const source = { length: all.length, episode: async (index: number) => all[index] }
    const [read, given] = [
      await train({ ...smallTraining, episodes: source, steps: 4 }),
      await train({ ...smallTraining, episodes: all, steps: 4 }),
    ]
    expect(read.checkpoint.weights).toEqual(given.checkpoint.weights)
    const parts = [all.slice(0, 2), all.slice(2)].map((part) => ({
      length: part.length,
      episode: (i: number) => part[i],
    }))
    const joined = await train({ ...smallTraining, episodes: joinSources(parts), steps: 4 })
    expect(joined.checkpoint.weights).toEqual(given.checkpoint.weights)
  })

  test('says what is wrong with the data', async () => {
    const options = { ...smallTraining, steps: 2 }
    await expect(train({ ...options, episodes: [] })).rejects.toThrow('no episodes')
    const [first, second] = simpleEpisodes(2)
    second.actions[3] = NaN
    await expect(train({ ...options, episodes: [first, second] })).rejects.toThrow(
      'episode 1 of the data holds NaN',
    )
    second.envId = 'Other-v0'
    second.actions[3] = 0
    await expect(train({ ...options, episodes: [first, second] })).rejects.toThrow('one body at a time')
    const { state } = await train({ ...options, episodes: [first] })
    await expect(train({ episodes: simpleEpisodes(3), resume: state })).rejects.toThrow('same datasets')
  })

  test('stops when the loss explodes', async () => {
    const exploding = train({
      ...smallTraining,
      episodes: simpleEpisodes(4),
      steps: 200,
      learningRate: 1e30,
      warmupSteps: 0,
      clipNorm: 1e30,
    })
    await expect(exploding).rejects.toThrow('try a lower learning rate')
  })
})
