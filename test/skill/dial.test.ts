import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Checkpoint, loadCheckpoint, saveCheckpoint, train } from '../../src/dt/index.js'
import { InputError } from '../../src/platform/errors.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import {
  calibrate,
  certify,
  DialCurve,
  evaluate,
  evenTargets,
  saveCalibration,
  SkillDial,
} from '../../src/skill/index.js'
import { BatchJournal } from '../../src/skill/batchJournal.js'
import { demonstrations } from '../../src/skill/demonstrations.js'
import type { Episode } from '../../src/data/episode.js'
import { makeThrottle, THROTTLE, ThrottlePolicy } from './throttle.js'

/** The whole protocol on a model that trains in seconds: demonstrations, training, calibration, judgement. */
let checkpoint: Checkpoint & { gaitway: NonNullable<Checkpoint['gaitway']> }
let folder: string

beforeAll(async () => {
  const episodes: Episode[] = []
  const source = demonstrations({
    env: makeThrottle(),
    policyAt: (skill) => new ThrottlePolicy(skill),
    episodes: 24,
    skill: [0, 100],
    noise: [0, 0.1],
    seed: 1,
  })
  for await (const episode of source) episodes.push(episode)
  const result = await train({
    episodes,
    steps: 200,
    batchSize: 16,
    contextLength: 4,
    hiddenSize: 16,
    layers: 1,
    dropout: 0,
    learningRate: 5e-3,
    warmupSteps: 10,
    seed: 1,
    backend: 'wasm',
  })
  const { gaitway } = result.checkpoint
  if (!gaitway) throw new Error('no gaitway.json')
  checkpoint = { ...result.checkpoint, gaitway }
  folder = await mkdtemp(join(tmpdir(), 'gaitway-dial-'))
  await saveCheckpoint(folder, checkpoint, new NodeFiles())
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('evaluate', () => {
  it('returns a result for every target, in the order of the targets', async () => {
    const { env, results } = await evaluate({ checkpoint, targets: [120, 30], episodes: 3 })
    expect(env).toBe(THROTTLE)
    expect(results.map(({ target }) => target)).toEqual([120, 30])
    for (const { returns, lengths, falls } of results) {
      expect(returns).toHaveLength(3)
      expect(lengths).toEqual([200, 200, 200])
      expect(falls).toBe(0)
    }
    expect(results[0].mean).toBeGreaterThan(results[1].mean)
  })

  it('gives the same numbers again, and others on other seeds', async () => {
    const options = { checkpoint, targets: [50, 100], episodes: 5 }
    const first = await evaluate(options)
    expect(await evaluate(options)).toEqual(first)
    expect(await evaluate({ ...options, model: folder, checkpoint: undefined })).toEqual(first)
    expect((await evaluate({ ...options, seed: 100 })).results[0].returns).not.toEqual(
      first.results[0].returns,
    )
  })

  it('counts what the environment ended early as falls', async () => {
    const { results } = await evaluate({
      checkpoint,
      targets: [190],
      episodes: 2,
      envOptions: { cliff: 0.4 },
    })
    expect(results[0].falls).toBe(1)
    expect(results[0].lengths[0]).toBeLessThan(200)
  })

  it('tells how far it is, up to the end', async () => {
    const told: number[] = []
    await evaluate({
      checkpoint,
      targets: [50, 100],
      episodes: 6,
      onProgress: ({ steps, totalSteps }) => told.push(steps / totalSteps),
    })
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(told.at(-1)).toBe(1)
  })

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new DOMException('enough', 'AbortError'))
    await expect(evaluate({ checkpoint, targets: [10], signal })).rejects.toThrow('enough')
  })

  it('refuses targets that are none, and an environment that does not exist', async () => {
    await expect(evaluate({ checkpoint, targets: [] })).rejects.toThrow(/targets must be/)
    await expect(evaluate({ checkpoint, targets: [Number.NaN] })).rejects.toThrow(/targets must be/)
    await expect(evaluate({ checkpoint, targets: [1], envId: 'Test/Throtle-v0' })).rejects.toThrow(
      /did you mean/,
    )
    await expect(evaluate({ model: join(folder, 'nothing'), targets: [1] })).rejects.toThrow(
      /does not exist: check the path of the model/,
    )
    await expect(
      evaluate({ checkpoint: { ...checkpoint, gaitway: undefined }, targets: [1] }),
    ).rejects.toThrow(/no gaitway\.json/)
  })
})

describe('an interrupted measurement', () => {
  const targets = [50, 100]
  /** The same again, with what was said and how many episodes were played anew. */
  async function measure(files: MemoryFiles, { stopAfter = Infinity, engine = 'this build' } = {}) {
    const said: string[] = []
    const finished = new BatchJournal('models', 'mine', { files, engine, say: (text) => said.push(text) })
    const stop = new AbortController()
    let first: number | undefined
    const onProgress = ({ episodes }: { episodes: number }) => {
      first ??= episodes
      if (episodes >= stopAfter) stop.abort(new DOMException('enough', 'AbortError'))
    }
    const options = { checkpoint, targets, episodes: 12, finished, onProgress, signal: stop.signal }
    const evaluation = await evaluate(options).catch(() => undefined)
    return { evaluation, said, finished, known: first }
  }
  const journals = async (files: MemoryFiles) => (await files.list('models')).map(({ name }) => name)

  it('goes on after the batches that are whole, to the same numbers', async () => {
    const files = new MemoryFiles()
    await files.makeFolder('models')
    expect((await measure(files, { stopAfter: 8 })).evaluation).toBeUndefined()
    const [name] = await journals(files)
    expect(name).toMatch(/^\.mine\.measuring-[0-9a-f]{32}\.jsonl$/)
    const { evaluation, said, finished, known } = await measure(files)
    expect(said).toEqual(['going on after 8 episodes of an earlier run'])
    expect(known).toBe(8)
    expect(evaluation).toEqual(await evaluate({ checkpoint, targets, episodes: 12 }))
    await finished.remove()
    expect(await journals(files)).toEqual([])
  })

  it('is not taken up by another build, nor believed where it is damaged', async () => {
    const files = new MemoryFiles()
    await files.makeFolder('models')
    await measure(files, { stopAfter: 16 })
    expect((await measure(files, { engine: 'another build' })).known).toBe(0)
    for (const name of await journals(files)) {
      const bytes = await files.read(`models/${name}`)
      await files.writeAtomic(`models/${name}`, bytes.subarray(0, -5))
    }
    const { said, evaluation } = await measure(files)
    expect(said).toEqual([
      expect.stringMatching(/is damaged: what it lost is played again/),
      'going on after 8 episodes of an earlier run',
    ])
    expect(evaluation).toEqual(await evaluate({ checkpoint, targets, episodes: 12 }))
  })

  it('is only not resumable where nothing can be kept', async () => {
    const { evaluation, said } = await measure(
      Object.assign(new MemoryFiles(), { list: () => Promise.reject(new InputError('read-only')) }),
    )
    expect(evaluation).toBeDefined()
    expect(said).toEqual(['an interruption will cost what is measured so far: read-only'])
  })
})

describe('counts that cannot be', () => {
  it.each([{ episodes: 0 }, { episodes: 1.5 }, { episodes: -1 }, { horizon: 0 }, { parallel: -3 }])(
    'evaluate refuses %j',
    async (options) => {
      const [name] = Object.keys(options)
      await expect(evaluate({ checkpoint, targets: [50], ...options })).rejects.toThrow(
        new RegExp(`${name} must be a whole number`),
      )
    },
  )

  it('calibrate and certify refuse a dial of less than two targets', async () => {
    for (const measure of [calibrate, certify])
      await expect(measure({ checkpoint, targets: 1 })).rejects.toThrow(/targets must be .* from 2 on, got 1/)
    await expect(calibrate({ checkpoint, beyond: -1 })).rejects.toThrow(/beyond is a share/)
  })
})

describe('the protocol', () => {
  it('calibrates, writes the curve, and then keeps a promise on fresh seeds', async () => {
    const calibration = await calibrate({
      checkpoint,
      targets: 9,
      episodes: 4,
      promise: {
        nmaeOfMeans: 0.03,
        nmaePerEpisode: 0.04,
        rankCorrelation: 0.95,
        monotonicityViolations: 0,
        falls: 0,
      },
    })
    expect(calibration.prompted).toHaveLength(9)
    const updated = await saveCalibration(folder, checkpoint.gaitway, calibration)
    const loaded = await loadCheckpoint(folder, new NodeFiles())
    expect(loaded.gaitway).toEqual(updated)
    expect({ ...loaded.gaitway, calibration: undefined }).toEqual({
      ...checkpoint.gaitway,
      calibration: undefined,
    })

    const certificate = await certify({ model: folder, targets: 5, episodes: 4 })
    expect(certificate).toMatchObject({ calibrated: true, broken: [] })
    expect(certificate.figures.monotonicityViolations).toBe(0)
    expect(certificate.promise).toEqual(calibration.promise)
  })

  it('notices a dial that does not keep its promise', async () => {
    // A curve that claims five times what the model achieves makes the dial ask for far too little.
    const { gaitway } = checkpoint
    const [low, high] = gaitway.targetRange
    const wrong = {
      format: 1,
      prompted: [low, high],
      median: [low, high],
      lowerQuartile: [low, low],
      upperQuartile: [high, high],
      achieved: [low, high + 4 * (high - low)],
      falls: [0, 0],
      episodes: 1,
      seed: 0,
    }
    const certificate = await certify({
      checkpoint: { ...checkpoint, gaitway: { ...gaitway, calibration: wrong } },
      targets: 5,
      episodes: 2,
    })
    expect(certificate.broken.join('\n')).toMatch(/nMAE of means is [\d.]+ %, promised at most 10\.0 %/)
  })

  it('calibrates anew a model whose calibration is damaged', async () => {
    const gaitway = { ...checkpoint.gaitway, calibration: { achieved: [5, 3] } }
    const damaged = { ...checkpoint, gaitway }
    await expect(evaluate({ checkpoint: damaged, targets: [50] })).rejects.toThrow(/run "gaitway calibrate"/)
    expect((await calibrate({ checkpoint: damaged, targets: 3, episodes: 1 })).prompted).toHaveLength(3)
  })

  it('evaluates uncalibrated on request', async () => {
    const gaitway = (await loadCheckpoint(folder, new NodeFiles())).gaitway
    const { results } = await evaluate({ model: folder, targets: [20], episodes: 1, calibrated: false })
    expect(results[0].prompted).toBe(20)
    expect(gaitway?.calibration).toBeDefined()
  })
})

async function play(dial: SkillDial, until = 200): Promise<number[]> {
  const env = makeThrottle()
  let [observation] = env.reset({ seed: 1_200_000_000 })
  dial.reset()
  const rewards: number[] = []
  for (let done = false; !done && rewards.length < until;) {
    const action = dial.act(observation)
    const [next, reward, terminated, truncated] = env.step(action)
    dial.observe({ action, reward, terminated, truncated })
    observation = next
    rewards.push(reward)
    done = terminated || truncated
  }
  return rewards
}
const total = (rewards: readonly number[]) => rewards.reduce((sum, reward) => sum + reward, 0)

describe('SkillDial', () => {
  it('plays as well as it was asked to', async () => {
    const curve = DialCurve.fromCheckpoint(checkpoint.gaitway)
    const achieved = []
    for (const skill of [10, 50, 90])
      achieved.push(total(await play(await SkillDial.load(folder, { skill }))))
    for (const [i, skill] of [10, 50, 90].entries())
      expect(Math.abs(achieved[i] - curve.ask(skill).targetReturn)).toBeLessThan(
        0.1 * (curve.high - curve.low),
      )
  })

  it('takes a return instead of a skill', async () => {
    const dial = await SkillDial.load(folder, { targetReturn: 75 })
    expect(Math.abs(total(await play(dial)) - 75)).toBeLessThan(15)
    expect(dial.answer.targetReturn).toBe(75)
    expect(dial.name).toMatch(/^agent:gaitway-dial-/)
  })

  it('can be turned in the middle of an episode', async () => {
    const dial = await SkillDial.load(folder, { skill: 10 })
    const env = makeThrottle()
    let [observation] = env.reset({ seed: 1_200_000_001 })
    dial.reset()
    const speeds: number[] = []
    for (let step = 0; step < 200; step++) {
      if (step === 100) dial.skill = 90
      const action = dial.act(observation)
      const [next, reward, terminated, truncated] = env.step(action)
      dial.observe({ action, reward, terminated, truncated })
      observation = next
      speeds.push(reward)
    }
    expect(Math.max(...speeds.slice(5, 100))).toBeLessThan(0.3)
    expect(total(speeds.slice(150))).toBeGreaterThan(2 * total(speeds.slice(50, 100)))
  })

  it('is a policy of its own for everyone who loads it, and standard settings are skill 50', async () => {
    const [a, b] = await Promise.all([SkillDial.load(folder), SkillDial.load(folder, { skill: 90 })])
    expect([a.skill, b.skill]).toEqual([50, 90])
    expect(total(await play(a))).toBeLessThan(total(await play(b)))
  })

  it('refuses what is no setting', async () => {
    await expect(SkillDial.load(folder, { skill: 101 })).rejects.toThrow(/skill 101 is outside 0–100/)
    await expect(SkillDial.load(folder, { skill: 1, targetReturn: 1 })).rejects.toThrow(/not both/)
    await expect(SkillDial.load('/nowhere', { skill: 1 })).rejects.toThrow(
      /does not exist: check the path of the model/,
    )
  })
})

it('a certificate’s targets run from skill 0 to skill 100', async () => {
  const { results } = await certify({ checkpoint, targets: 3, episodes: 2 })
  expect(results.map(({ target }) => target)).toEqual(evenTargets(checkpoint.gaitway.targetRange, 3))
})

it('calibrating writes nothing but gaitway.json', async () => {
  const before = await readFile(join(folder, 'model.safetensors'))
  const { gaitway } = await loadCheckpoint(folder, new NodeFiles())
  if (!gaitway) throw new Error('no gaitway.json')
  await saveCalibration(folder, gaitway, await calibrate({ checkpoint, targets: 3, episodes: 1 }))
  expect(await readFile(join(folder, 'model.safetensors'))).toEqual(before)
})

it('calibrating keeps what this version does not know in gaitway.json', async () => {
  const path = join(folder, 'gaitway.json')
  const gaitway = JSON.parse(await readFile(path, 'utf8')) as Record<string, object>
  const unknown = { ...gaitway, note: 'mine', conditioning: { ...gaitway.conditioning, note: 'too' } }
  await writeFile(path, JSON.stringify(unknown))
  const loaded = await loadCheckpoint(folder, new NodeFiles())
  const calibration = await calibrate({ checkpoint, targets: 3, episodes: 1, seed: 5 })
  await saveCalibration(folder, loaded.gaitway!, calibration)
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ ...unknown, calibration })
})

it('calibrating notes how the dial is turned where the model does not say, and keeps it where it does', async () => {
  const path = join(folder, 'gaitway.json')
  const turnings = async () => (JSON.parse(await readFile(path, 'utf8')) as { turning?: object }).turning
  const { gaitway } = await loadCheckpoint(folder, new NodeFiles())
  const calibration = await calibrate({ checkpoint, targets: 3, episodes: 1 })
  await saveCalibration(folder, { ...gaitway!, envId: 'Gaitway/Walker2d-v0' }, calibration)
  expect(await turnings()).toEqual({ ramp: 1, lead: 1 })
  const own = { ramp: 0.3, lead: 0.1 }
  const updated = await saveCalibration(
    folder,
    { ...gaitway!, envId: 'Gaitway/Walker2d-v0', turning: own },
    calibration,
  )
  expect(await turnings()).toEqual(own)
  expect(updated.turning).toEqual(own)
})

it('a turning that cannot be is refused at the door', async () => {
  const path = join(folder, 'gaitway.json')
  const gaitway = JSON.parse(await readFile(path, 'utf8')) as object
  for (const turning of [{ ramp: 0, lead: 0 }, { ramp: 1, lead: -1 }, { ramp: 1 }, 'fast']) {
    await writeFile(path, JSON.stringify({ ...gaitway, turning }))
    await expect(loadCheckpoint(folder, new NodeFiles())).rejects.toThrow(/gaitway\.json: turning/)
  }
  await writeFile(path, JSON.stringify({ ...gaitway, turning: undefined }))
})

it('calibrate says of a range that runs backwards that it does', async () => {
  const gaitway: typeof checkpoint.gaitway = { ...checkpoint.gaitway, targetRange: [100, 5] }
  await expect(calibrate({ checkpoint: { ...checkpoint, gaitway } })).rejects.toThrow(
    '100 … 5 runs backwards',
  )
})
