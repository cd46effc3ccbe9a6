import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { main } from '../../src/cli/main.js'
import { InputError } from '../../src/platform/errors.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import { lockOf } from '../../src/platform/nodeLeftovers.js'
import { takeLock } from '../../src/platform/nodeLock.js'
import { CapturedIo } from './capturedIo.js'
import { parseCertificate } from '../../src/skill/index.js'

let root: string
let data: string
let folder: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gaitway-train-'))
  data = join(root, 'data')
  const argv = [
    'record',
    '--env',
    'Gaitway/Hopper-v0',
    '--policy',
    'random',
    '--episodes',
    '8',
    '--steps',
    '30',
  ]
  expect(await main([...argv, '--out', data], new CapturedIo())).toBe(0)
})
afterAll(() => rm(root, { recursive: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'case-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const tiny = ['--hidden', '8', '--layers', '1', '--context', '3', '--batch-size', '4', '--backend', 'wasm']
const train = (io: CapturedIo, ...argv: string[]) => main(['train', '--data', data, ...tiny, ...argv], io)

/** Presses Ctrl-C when the progress tells of a step, or of an episode. */
class InterruptedIo extends CapturedIo {
  override readonly errIsTerminal = true as false

  constructor(readonly step: number) {
    super()
    // A clock that runs fast, so that the progress line shows every step on any machine.
    let now = 0
    vi.spyOn(Date, 'now').mockImplementation(() => (now += 1000))
  }

  override err(text: string): void {
    super.err(text)
    const [, step] = /(?:step|episode) (\d+) of/.exec(text) ?? []
    if (Number(step) >= this.step) this.interrupt()
  }
}

describe('gaitway train', () => {
  it('makes a model folder with a card, and reports what it did', async () => {
    const out = join(folder, 'model')
    const io = new CapturedIo()
    expect(await train(io, '--steps', '30', '--out', out, '--json')).toBe(0)
    expect(io.json).toMatchObject({
      out,
      env: 'Gaitway/Hopper-v0',
      steps: 30,
      backend: { backend: 'wasm', reason: expect.any(String) },
      data: { episodes: 8, datasets: ['data'] },
      conditioning: { mode: 'mean-needed' },
    })
    const { loss } = io.json as {
      loss: { first: number; final: number; curve: { step: number; loss: number }[] }
    }
    expect(loss.curve).toHaveLength(30)
    expect(loss.curve.at(-1)?.step).toBe(30)
    expect(io.stderr).toMatch(/backend wasm: /)
    expect((await readdir(out)).sort()).toEqual([
      'README.md',
      'config.json',
      'gaitway.json',
      'model.safetensors',
      'training',
    ])
    const card = await readFile(join(out, 'README.md'), 'utf8')
    expect(card).toContain(`gaitway train --data ${data} --hidden 8`)
    expect(await readdir(folder)).toEqual(['model'])
  })

  it('marks a model with AdaLN as not in Hugging Face’s layout, plays and exports it, and goes on with it as such', async () => {
    const out = join(folder, 'model')
    expect(await train(new CapturedIo(), '--adaln', '--steps', '4', '--out', out)).toBe(0)
    const config = async () => JSON.parse(await readFile(join(out, 'config.json'), 'utf8')) as object
    expect(await config()).toMatchObject({ model_type: 'gaitway_adaln_decision_transformer' })
    expect(await readFile(join(out, 'README.md'), 'utf8')).toContain('**not in Hugging Face’s layout**')
    const quick = ['--targets', '10', '--episodes', '1', '--parallel', '1', '--horizon', '10']
    expect(await main(['evaluate', '--model', out, ...quick], new CapturedIo())).toBe(0)
    expect(await main(['export', 'onnx', '--model', out], new CapturedIo())).toBe(0)

    const resume = ['train', '--resume', '--out', out, '--steps', '6']
    const changed = new CapturedIo()
    expect(await main([...resume, '--adaln'], changed)).toBe(2)
    expect(changed.stderr).toMatch(/--adaln cannot change/)
    expect(await main(resume, new CapturedIo())).toBe(0)
    expect(await config()).toMatchObject({ model_type: 'gaitway_adaln_decision_transformer' })
  })

  it('stopped and resumed, ends with the same bytes as without the break', async () => {
    const whole = join(folder, 'whole')
    const broken = join(folder, 'broken')
    expect(await train(new CapturedIo(), '--steps', '40', '--seed', '5', '--out', whole)).toBe(0)

    const io = new InterruptedIo(13)
    expect(await train(io, '--steps', '40', '--seed', '5', '--out', broken)).toBe(130)
    expect(io.stderr).toMatch(/stopped at step \d+; "gaitway train --resume --out .*broken" goes on/)
    expect(await readdir(folder)).toEqual(['.broken.training', 'whole'])

    const again = new CapturedIo()
    expect(await train(again, '--out', broken)).toBe(2)
    expect(again.stderr).toMatch(/was interrupted: add --resume to go on with it, or --force to begin again/)

    const rest = new CapturedIo()
    expect(await main(['train', '--resume', '--out', broken, '--json'], rest)).toBe(0)
    for (const file of ['model.safetensors', 'config.json'])
      expect(await readFile(join(broken, file))).toEqual(await readFile(join(whole, file)))
    const { loss } = rest.json as { loss: { curve: { step: number }[] } }
    expect(loss.curve.map(({ step }) => step)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    expect(await readdir(folder)).toEqual(['broken', 'whole'])
  })

  it('is alone in its folder: a second one is told who is there, and changes nothing', async () => {
    const out = join(folder, 'model')
    expect(await train(new InterruptedIo(5), '--steps', '20', '--out', out)).toBe(130)
    const contents = () => Promise.all(files.map((file) => readFile(join(folder, '.model.training', file))))
    const files = ['model.safetensors', 'training/metrics.jsonl', 'training/run.json']
    const before = await contents()
    const release = await takeLock(lockOf(out), { doing: 'training', refusal: () => 'in use' })
    for (const argv of [['--resume'], ['--data', data], ['--data', data, '--force']]) {
      const io = new CapturedIo()
      expect(await main(['train', ...argv, '--out', out], io)).toBe(2)
      expect(io.stderr).toContain(`another gaitway (pid ${process.pid}) is training here`)
    }
    expect(await contents()).toEqual(before)
    await release()
    expect(await main(['train', '--resume', '--out', out], new CapturedIo())).toBe(0)
    expect(await readdir(folder)).toEqual(['model'])
  })

  it('has its folder to itself while it runs', async () => {
    const out = join(folder, 'model')
    const second = new CapturedIo()
    const io = new InterruptedIo(3)
    const err = io.err.bind(io)
    let code: Promise<number> | undefined
    io.err = (text) => {
      // While the first one has a step behind it.
      if (text.includes('step 1 of')) code ??= main(['train', '--resume', '--out', out], second)
      err(text)
    }
    await train(io, '--steps', '20', '--out', out)
    expect(await code).toBe(2)
    expect(second.stderr).toContain('is training here')
  })

  it('through a link trains and ends behind it, and the link stays', async () => {
    await mkdir(join(folder, 'store'))
    const out = join(folder, 'link')
    await symlink(join('store', 'model'), out)
    expect(await train(new InterruptedIo(2), '--steps', '6', '--out', out)).toBe(130)
    expect(await readdir(join(folder, 'store'))).toEqual(['.model.training'])
    expect(await main(['train', '--resume', '--out', out], new CapturedIo())).toBe(0)
    expect(await train(new CapturedIo(), '--steps', '2', '--out', out, '--force')).toBe(0)
    expect(await readlink(out)).toBe(join('store', 'model'))
    expect(await readdir(folder)).toEqual(['link', 'store'])
    expect(await readdir(join(folder, 'store'))).toEqual(['model'])
    expect(await readFile(join(out, 'README.md'), 'utf8')).toMatch(/^# link$/m)
  })

  it.each(['/proc/model', '/proc/new/model'])(
    'finds out before the first step that %s cannot be written',
    async (out) => {
      const io = new CapturedIo()
      expect(await train(io, '--steps', '1', '--out', out)).toBe(2)
      expect(io.stderr).toMatch(/^gaitway: --out \S+: .+\n$/)
    },
  )

  it('finds out before the first step that what is there cannot be replaced', async () => {
    const out = join(folder, 'model')
    await train(new CapturedIo(), '--steps', '1', '--out', out)
    const write = NodeFiles.prototype.writeAtomic
    vi.spyOn(NodeFiles.prototype, 'writeAtomic').mockImplementation(function (this: NodeFiles, path, bytes) {
      if (path.startsWith(`${out}/`)) throw new InputError(`${path}: the system does not allow it`)
      return write.call(this, path, bytes)
    })
    const io = new CapturedIo()
    expect(await train(io, '--steps', '1', '--out', out, '--force')).toBe(2)
    expect(io.stderr).toBe(`gaitway: ${out}: the system does not allow it\n`)
  })

  it('removes what a kill left half written, and only that', async () => {
    const out = join(folder, 'model')
    expect(await train(new InterruptedIo(2), '--steps', '6', '--out', out)).toBe(130)
    const left = ['model.safetensors.0123456789ab.tmp', 'training/run.json.0123456789ab.tmp']
    const mine = ['notes.tmp', 'training/notes.0123.tmp']
    for (const name of [...left, ...mine]) await writeFile(join(folder, '.model.training', name), 'half')
    expect(await main(['train', '--resume', '--out', out], new CapturedIo())).toBe(0)
    const names = await readdir(out, { recursive: true })
    for (const name of left) expect(names).not.toContain(name)
    expect(names).toEqual(expect.arrayContaining(mine))

    await writeFile(join(out, left[0]), 'half')
    const further = ['train', '--resume', '--out', out, '--steps', '8']
    expect(await main(further, new CapturedIo())).toBe(0)
    expect(await readdir(out)).not.toContain(left[0])
  })

  it('goes further with a finished model on request, and not by itself', async () => {
    const out = join(folder, 'model')
    await train(new CapturedIo(), '--steps', '10', '--out', out)
    const done = new CapturedIo()
    expect(await main(['train', '--resume', '--out', out], done)).toBe(2)
    expect(done.stderr).toMatch(/10 steps are done, nothing is left; give --steps with a larger number/)
    const io = new CapturedIo()
    expect(await main(['train', '--resume', '--out', out, '--steps', '15', '--json'], io)).toBe(0)
    expect(io.json).toMatchObject({ steps: 15 })
  })

  it('goes on with an interrupted extension to where that was to end', async () => {
    const out = join(folder, 'model')
    await train(new CapturedIo(), '--steps', '5', '--out', out)
    expect(await main(['train', '--resume', '--out', out, '--steps', '40'], new InterruptedIo(8))).toBe(130)
    const io = new CapturedIo()
    expect(await main(['train', '--resume', '--out', out, '--json'], io)).toBe(0)
    expect(io.json).toMatchObject({ steps: 40 })
  })

  it('asked in vain to go further, leaves a finished model alone', async () => {
    const out = join(folder, 'model')
    await train(new CapturedIo(), '--steps', '3', '--out', out)
    for (const argv of [[], ['--steps', '2'], ['--lr', '0.1']])
      expect(await main(['train', '--resume', '--out', out, ...argv], new CapturedIo())).toBe(2)
    expect(await readdir(folder)).toEqual(['model'])
  })

  it('puts a whole training in place that was stopped before it got there', async () => {
    const out = join(folder, 'model')
    const rename = vi.spyOn(NodeFiles.prototype, 'rename').mockRejectedValueOnce(new Error('power cut'))
    expect(await train(new CapturedIo(), '--steps', '4', '--out', out)).toBe(1)
    rename.mockRestore()
    expect(await readdir(folder)).toEqual(['.model.training'])
    const io = new CapturedIo()
    expect(await main(['train', '--resume', '--out', out, '--json'], io)).toBe(0)
    expect(io.json).toMatchObject({ steps: 4 })
    expect(await readdir(folder)).toEqual(['model'])
    expect(await readdir(out)).toContain('README.md')
  })

  it('keeps an interrupted training until another one really begins', async () => {
    const out = join(folder, 'model')
    expect(await train(new InterruptedIo(2), '--steps', '500', '--out', out)).toBe(130)
    const wrong = [
      ['--data', '/nowhere'],
      ['--patience', '1'],
      ['--heads', '3'],
    ]
    for (const argv of wrong) expect(await train(new CapturedIo(), '--out', out, '--force', ...argv)).toBe(2)
    const stopped = new CapturedIo()
    stopped.interrupt()
    expect(await train(stopped, '--out', out, '--force')).toBe(130)
    expect(stopped.stderr).toMatch(/stopped before the first step/)
    const io = new CapturedIo()
    expect(await main(['train', '--resume', '--out', out, '--steps', '5', '--json'], io)).toBe(0)
    expect(io.json).toMatchObject({ steps: 5 })
  })

  it.each(['.', '..', '/', './'])('refuses --out %s before it trains', async (out) => {
    const io = new CapturedIo()
    expect(await train(io, '--steps', '1', '--out', out)).toBe(2)
    expect(io.stderr).toMatch(/is no name for a folder: choose one/)
    expect(io.stderr).not.toMatch(/reading/)
  })

  it('never overwrites without --force, and then only when the new model is complete', async () => {
    const out = join(folder, 'model')
    await train(new CapturedIo(), '--steps', '3', '--out', out)
    const before = await readFile(join(out, 'model.safetensors'))
    const io = new CapturedIo()
    expect(await train(io, '--steps', '3', '--seed', '2', '--out', out)).toBe(2)
    expect(io.stderr).toMatch(/model exists already: choose another name, or --force to replace it/)

    expect(await train(new InterruptedIo(2), '--steps', '500', '--seed', '2', '--out', out, '--force')).toBe(
      130,
    )
    expect(await readFile(join(out, 'model.safetensors'))).toEqual(before)
    expect(await train(new CapturedIo(), '--steps', '3', '--seed', '2', '--out', out, '--force')).toBe(0)
    expect(await readFile(join(out, 'model.safetensors'))).not.toEqual(before)

    await writeFile(join(folder, 'diary.txt'), 'mine')
    const other = new CapturedIo()
    expect(await train(other, '--steps', '3', '--out', folder, '--force')).toBe(2)
    expect(other.stderr).toMatch(/holds no model: it is not replaced/)
  })

  it('judges the model by roll-outs on request, stops when it gets no better, and keeps the best', async () => {
    const out = join(folder, 'model')
    const io = new CapturedIo()
    const judged = ['--steps', '40', '--evaluate-every', '2', '--patience', '1', '--out', out, '--json']
    expect(await train(io, ...judged)).toBe(0)
    const { steps, ended, best } = io.json as { steps: number; ended: string; best: { step: number } }
    expect(ended).toBe('early')
    expect(best.step).toBe(steps - 2)
    expect(io.stderr).toMatch(/step 2: error per episode [\d.]+ % of the range, the best so far/)
    const metrics = (await readFile(join(out, 'training/metrics.jsonl'), 'utf8')).trimEnd().split('\n')
    const scores = metrics
      .map((line) => JSON.parse(line) as { score?: number })
      .filter(({ score }) => score !== undefined)
    expect(scores).toHaveLength(steps / 2)
    const alone = new CapturedIo()
    expect(await train(alone, '--patience', '1', '--out', join(folder, 'x'))).toBe(2)
    expect(alone.stderr).toMatch(/--patience counts roll-outs: give --evaluate-every as well/)
  })

  it('ends where the loss climbs and stays up, in words, unless it is told to go on', async () => {
    const out = join(folder, 'model')
    const wild = ['--steps', '200', '--lr', '1', '--warmup', '0', '--out', out]
    const io = new CapturedIo()
    expect(await train(io, ...wild)).toBe(2)
    expect(io.stderr).toMatch(/the loss has risen from \S+ to \S+ by step 1\d\d and stays there/)
    expect(io.stderr).toMatch('try a lower learning rate with --lr, or add --keep-going')
    expect(await readdir(folder)).not.toContain('model')
    const on = ['train', '--resume', '--keep-going', '--out', out]
    expect(await main(on, new CapturedIo())).toBe(0)
  })

  it('says when a model has learned next to nothing', async () => {
    const io = new CapturedIo()
    // So slowly that nothing can come of it.
    const wide = tiny.with(tiny.indexOf('4'), '64')
    const argv = ['train', '--data', data, ...wide, '--steps', '60', '--lr', '0.0000001']
    expect(await main([...argv, '--out', join(folder, 'model')], io)).toBe(0)
    expect(io.stdout).toMatch('the loss hardly fell: this model has learned next to nothing')
  })

  it('writes its numbers as JSON lines and for TensorBoard', async () => {
    const out = join(folder, 'model')
    await train(new CapturedIo(), '--steps', '3', '--out', out)
    const lines = (await readFile(join(out, 'training/metrics.jsonl'), 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { step: 1, loss: expect.any(Number), gradNorm: expect.any(Number), learningRate: expect.any(Number) },
      { step: 2 },
      { step: 3 },
    ])
    expect(
      (await readdir(join(out, 'training'))).some((name) => name.startsWith('events.out.tfevents.')),
    ).toBe(true)
  })

  it.each([
    [['--lr', '0'], /--lr 0 is out of range/],
    [['--schedule', 'cosin'], /did you mean cosine/],
    [['--resume', '--batch-size', '4'], /there is no training of/],
  ])('refuses %j', async (argv, message) => {
    const io = new CapturedIo()
    const code = await main(['train', '--data', data, '--out', join(folder, 'x'), ...argv], io)
    expect(code).toBe(2)
    expect(io.stderr).toMatch(message)
    expect(await readdir(folder)).toEqual([])
  })

  it('refuses heads that do not divide the width', async () => {
    const io = new CapturedIo()
    expect(await train(io, '--heads', '3', '--steps', '1', '--out', join(folder, 'x'))).toBe(2)
    expect(io.stderr).toMatch(/not a multiple of/)
    const both = new CapturedIo()
    const argv = ['train', '--data', data, '--hidden', '10', '--heads', '3', '--out', join(folder, 'x')]
    expect(await main(argv, both)).toBe(2)
    expect(both.stderr).toMatch('--hidden 10 is not a multiple of --heads 3')
    expect(await readdir(folder)).toEqual([])
  })

  it('refuses to mix environments', async () => {
    const cheetah = join(folder, 'cheetah')
    const argv = [
      'record',
      '--env',
      'Gaitway/HalfCheetah-v0',
      '--policy',
      'random',
      '--episodes',
      '1',
      '--steps',
      '5',
    ]
    await main([...argv, '--out', cheetah], new CapturedIo())
    const io = new CapturedIo()
    expect(await train(io, '--data', cheetah, '--out', join(folder, 'x'))).toBe(2)
    expect(io.stderr).toMatch(
      /has environment Gaitway\/HalfCheetah-v0, .* has Gaitway\/Hopper-v0: one model learns one/,
    )
  })

  it('keeps the settings of a training that is resumed', async () => {
    const out = join(folder, 'model')
    await train(new InterruptedIo(2), '--steps', '500', '--out', out)
    const io = new CapturedIo()
    expect(await main(['train', '--resume', '--out', out, '--lr', '0.1'], io)).toBe(2)
    expect(io.stderr).toMatch(/--lr cannot change in a resumed training/)
  })
})

describe('what a trained model is for', () => {
  let model: string
  beforeEach(async () => {
    model = join(folder, 'model')
    expect(await train(new CapturedIo(), '--steps', '5', '--out', model)).toBe(0)
  })

  it('evaluate reports as one JSON document', async () => {
    const io = new CapturedIo()
    const argv = ['evaluate', '--model', model, '--targets', '30,10', '--episodes', '2', '--parallel', '1']
    expect(await main([...argv, '--horizon', '20', '--json'], io)).toBe(0)
    const { env, results } = io.json as { env: string; results: { target: number; returns: number[] }[] }
    expect(env).toBe('Gaitway/Hopper-v0')
    expect(results.map(({ target }) => target)).toEqual([30, 10])
    for (const result of results)
      expect(result).toMatchObject({
        mean: expect.any(Number),
        std: expect.any(Number),
        returns: [expect.any(Number), expect.any(Number)],
        lengths: [expect.any(Number), expect.any(Number)],
      })
  })

  it('calibrate writes the curve and the card; certify exits 1 when the promise is broken', async () => {
    const quick = ['--targets', '3', '--episodes', '1', '--parallel', '1']
    const io = new CapturedIo()
    const promise = ['--promise', '0.001,0.001,0.999,0']
    expect(await main(['calibrate', '--model', model, ...quick, ...promise], io)).toBe(0)
    const meta = JSON.parse(await readFile(join(model, 'gaitway.json'), 'utf8')) as Record<string, unknown>
    expect(meta.calibration).toMatchObject({
      format: 1,
      episodes: 1,
      promise: { nmaeOfMeans: 0.001, falls: 0 },
    })
    expect(await readFile(join(model, 'README.md'), 'utf8')).toContain('## Calibration')

    const judge = new CapturedIo()
    expect(await main(['certify', '--model', model, ...quick, '--card', '--json'], judge)).toBe(1)
    expect(judge.json).toMatchObject({
      kept: false,
      broken: expect.arrayContaining([expect.stringMatching(/nMAE/)]),
    })
    expect(await readFile(join(model, 'README.md'), 'utf8')).toContain('## Certificate')
    const file = parseCertificate(JSON.parse(await readFile(join(model, 'certificate.json'), 'utf8')))
    expect(file.results.map(({ returns }) => returns.length)).toEqual([1, 1, 1])
    expect(file.broken).toEqual((judge.json as { broken: string[] }).broken)
  })

  it('calibrate repairs a damaged calibration, and says when its promise went with it', async () => {
    const path = join(model, 'gaitway.json')
    const meta = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    const promise = {
      nmaeOfMeans: 0.1,
      nmaePerEpisode: 0.1,
      rankCorrelation: 0.5,
      monotonicityViolations: 0,
      falls: 1,
    }
    const { falls: _, ...partOfPromise } = promise
    for (const [calibration, kept] of [
      [{ achieved: [5, 3], promise }, promise],
      [{ achieved: [5, 3], promise: partOfPromise }, undefined],
      ['nonsense', undefined],
    ]) {
      await writeFile(path, JSON.stringify({ ...meta, calibration }))
      const io = new CapturedIo()
      const quick = ['--targets', '2', '--episodes', '1', '--parallel', '1']
      expect(await main(['calibrate', '--model', model, ...quick, '--json'], io)).toBe(0)
      expect((io.json as { calibration: { promise?: unknown } }).calibration.promise).toEqual(kept)
      expect(io.stderr.includes('no promise can be read')).toBe(kept === undefined)
    }
  })

  it('the dial is measured over training episodes alone, and on flat ground what is written down', async () => {
    const level = join(folder, 'level.json')
    await writeFile(level, JSON.stringify({ name: 'Flat', rules: { timeLimit: 60 }, terrain: [] }))
    for (const [argv, message] of [
      [['calibrate', '--horizon', '20'], /--horizon/],
      [['calibrate', '--level', level], /--level/],
      [['certify', '--horizon', '20'], /--horizon/],
      [['certify', '--level', level, '--card'], /leave --level out, or --card/],
    ] as const) {
      const io = new CapturedIo()
      expect(await main([...argv, '--model', model], io)).toBe(2)
      expect(io.stderr).toMatch(message)
    }
  })

  it('calibrate goes on with an interrupted measurement, and leaves nothing of it behind', async () => {
    const argv = ['calibrate', '--model', model, '--targets', '6', '--episodes', '4', '--parallel', '1']
    expect(await main(argv, new InterruptedIo(8))).toBe(130)
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.model\.measuring-/), 'model'])
    vi.restoreAllMocks()
    const io = new CapturedIo()
    expect(await main(argv, io)).toBe(0)
    expect(io.stderr).toMatch(/going on after \d+ episodes of an earlier run/)
    expect(await readdir(folder)).toEqual(['model'])
  })

  it('calibrate removes what a kill left half written in the model', async () => {
    await writeFile(join(model, 'gaitway.json.0123456789ab.tmp'), 'half')
    const argv = ['calibrate', '--model', model, '--targets', '2', '--episodes', '1', '--parallel', '1']
    expect(await main(argv, new CapturedIo())).toBe(0)
    expect(await readdir(model)).not.toContain('gaitway.json.0123456789ab.tmp')
  })

  it('a model that cannot be written is told before the measurement, and a result that cannot is printed', async () => {
    const argv = ['calibrate', '--model', model, '--targets', '2', '--episodes', '1', '--parallel', '1']
    const full = new InputError('the disk is full')
    const write = vi.spyOn(NodeFiles.prototype, 'writeAtomic').mockRejectedValue(full)
    const before = new CapturedIo()
    expect(await main(argv, before)).toBe(2)
    expect(before.stderr).toBe('gaitway: the disk is full\n')

    write.mockResolvedValueOnce().mockRejectedValue(full)
    const after = new CapturedIo()
    expect(await main([...argv, '--json'], after)).toBe(2)
    expect(after.stderr).toMatch(/not written: the disk is full/)
    expect(after.json).toMatchObject({ calibration: { prompted: [expect.any(Number), expect.any(Number)] } })
  })

  it('calibrate can say where the dial begins and ends, and the card says so too', async () => {
    const quick = ['--targets', '2', '--episodes', '1', '--parallel', '1']
    const calibrate = (range: string) =>
      main(['calibrate', '--model', model, ...quick, '--range', range], new CapturedIo())
    expect(await calibrate('30,10')).not.toBe(0)
    expect(await calibrate('10,30')).toBe(0)
    const meta = JSON.parse(await readFile(join(model, 'gaitway.json'), 'utf8')) as Record<string, unknown>
    expect(meta.targetRange).toEqual([10, 30])
    expect(await readFile(join(model, 'README.md'), 'utf8')).toContain(
      'from a return of 10 (skill 0) to 30 (skill 100)',
    )
  })

  it('record lets it act', async () => {
    const io = new CapturedIo()
    const argv = [
      'record',
      '--env',
      'Gaitway/Hopper-v0',
      '--policy',
      `model:${model}`,
      '--skill',
      '80',
      '--steps',
      '10',
    ]
    expect(await main([...argv, '--episodes', '2', '--out', join(folder, 'played')], io)).toBe(0)
    const info = new CapturedIo()
    await main(['dataset', 'info', join(folder, 'played'), '--json'], info)
    expect(info.json).toMatchObject({ controllers: { 'agent:model': 2 } })
    const wrong = new CapturedIo()
    argv[2] = 'Gaitway/Walker2d-v0'
    expect(await main([...argv, '--episodes', '2', '--out', join(folder, 'x')], wrong)).toBe(2)
    expect(wrong.stderr).toMatch(/was trained in Gaitway\/Hopper-v0, --env is Gaitway\/Walker2d-v0/)
  })

  it('a checkpoint whose tensors do not fit its config is bad input, and stays as it is', async () => {
    const path = join(model, 'config.json')
    const config = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    await writeFile(path, JSON.stringify({ ...config, hidden_size: 16 }))
    const before = await readFile(join(model, 'gaitway.json'))
    for (const verb of ['evaluate', 'calibrate', 'certify']) {
      const io = new CapturedIo()
      expect(await main([verb, '--model', model], io)).toBe(2)
      expect(io.stderr).toMatch(/model\.safetensors: tensor \S+ is \[.*\], the config wants \[/)
    }
    expect(await readFile(join(model, 'gaitway.json'))).toEqual(before)
  })

  it('a model without gaitway.json is refused in words', async () => {
    await rm(join(model, 'gaitway.json'))
    const io = new CapturedIo()
    expect(await main(['evaluate', '--model', model], io)).toBe(2)
    expect(io.stderr).toMatch(/no gaitway\.json beside the weights/)
  })
})
