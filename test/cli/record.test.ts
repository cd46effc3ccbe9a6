import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { Dataset } from '../../src/data/index.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import { lockOf } from '../../src/platform/nodeLeftovers.js'
import { takeLock } from '../../src/platform/nodeLock.js'
import { CapturedIo } from './capturedIo.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gaitway-cli-'))
})
afterEach(() => rm(folder, { recursive: true }))

const hopper = ['record', '--env', 'Gaitway/Hopper-v0', '--policy', 'random', '--steps', '20']

async function record(io: CapturedIo, ...argv: string[]): Promise<number> {
  return main([...hopper, ...argv], io)
}

async function episodesOf(path: string) {
  const dataset = await Dataset.open(path, new NodeFiles())
  const episodes = []
  for await (const episode of dataset.episodes()) episodes.push(episode)
  return episodes
}

const bytes = (name: string) => readFile(join(folder, name, 'data/train-00000-of-00001.parquet'))

/** Sees the progress too. */
class TerminalIo extends CapturedIo {
  override readonly errIsTerminal = true as false
}

describe('gaitway record', () => {
  it('makes a dataset that info and validate understand, replays included', async () => {
    const out = join(folder, 'runs')
    const io = new CapturedIo()
    expect(await record(io, '--episodes', '3', '--out', out, '--json')).toBe(0)
    expect(io.json).toMatchObject({
      out,
      env: 'Gaitway/Hopper-v0',
      complete: true,
      episodes: 3,
      rejected: {},
    })

    const info = new CapturedIo()
    expect(await main(['dataset', 'info', out, '--json'], info)).toBe(0)
    expect(info.json).toMatchObject({ episodes: 3, env: 'Gaitway/Hopper-v0', controllers: { random: 3 } })
    expect((info.json as { command: string }).command).toBe(
      `gaitway record --env Gaitway/Hopper-v0 --policy random --steps 20 --episodes 3 --out ${out} --json`,
    )
    const validate = new CapturedIo()
    expect(await main(['dataset', 'validate', out, '--deep', '--json'], validate)).toBe(0)
    expect(validate.json).toMatchObject({ valid: true, episodes: 3, problems: [] })
  })

  it('gives the same bytes for the same seed, and others for another', async () => {
    for (const [name, seed] of [
      ['a', '4'],
      ['b', '4'],
      ['c', '5'],
    ])
      expect(
        await record(new CapturedIo(), '--episodes', '2', '--seed', seed, '--out', join(folder, name)),
      ).toBe(0)
    expect(await bytes('a')).toEqual(await bytes('b'))
    expect(await bytes('a')).not.toEqual(await bytes('c'))
  })

  it('puts noise on what is applied; what is to be learned stays what was meant', async () => {
    const out = join(folder, 'noisy')
    expect(await record(new CapturedIo(), '--episodes', '2', '--noise', '0.2', '--out', out)).toBe(0)
    for (const { actions, appliedActions } of await episodesOf(out)) {
      expect(appliedActions).toBeDefined()
      expect(appliedActions).not.toEqual(actions)
    }
  })

  it('pushes a body for 0.2 s, and every observation still replays', async () => {
    const out = join(folder, 'pushed')
    const argv = ['--steps', '80', '--episodes', '2', '--pushes', '1,0.5', '--out', out]
    const cheetah = ['record', '--env', 'Gaitway/HalfCheetah-v0', '--policy', 'scripted', '--seed', '1']
    expect(await main([...cheetah, ...argv], new CapturedIo())).toBe(0)
    for (const { actions, appliedActions } of await episodesOf(out)) {
      const pushed = [...actions.keys()].filter((i) => actions[i] !== appliedActions?.[i])
      // 4 control steps; a torque at its limit stays there.
      expect(new Set(pushed.map((i) => Math.floor(i / 6))).size).toBe(4)
    }
    const validate = new CapturedIo()
    expect(await main(['dataset', 'validate', out, '--deep', '--json'], validate)).toBe(0)
    expect(validate.json).toMatchObject({ valid: true, problems: [] })
  })

  it('never overwrites a folder without --force, and with it only a dataset', async () => {
    const out = join(folder, 'runs')
    await record(new CapturedIo(), '--episodes', '1', '--out', out)
    const io = new CapturedIo()
    expect(await record(io, '--episodes', '2', '--out', out)).toBe(2)
    expect(io.stderr).toMatch(/--out .*runs exists already: choose another name, or --force to replace it/)
    expect(await episodesOf(out)).toHaveLength(1)
    expect(await record(new CapturedIo(), '--episodes', '2', '--out', out, '--force')).toBe(0)
    expect(await episodesOf(out)).toHaveLength(2)

    await writeFile(join(folder, 'diary.txt'), 'mine')
    const other = new CapturedIo()
    expect(await record(other, '--episodes', '1', '--out', folder, '--force')).toBe(2)
    expect(other.stderr).toMatch(/not replaced/)
    expect(await readFile(join(folder, 'diary.txt'), 'utf8')).toBe('mine')
  })

  it('through a link replaces the folder behind it, and the link stays', async () => {
    await mkdir(join(folder, 'store'))
    await record(new CapturedIo(), '--episodes', '1', '--out', join(folder, 'store', 'ds'))
    const out = join(folder, 'link')
    await symlink(join('store', 'ds'), out)
    expect(await record(new CapturedIo(), '--episodes', '2', '--out', out, '--force')).toBe(0)
    expect(await episodesOf(join(folder, 'store', 'ds'))).toHaveLength(2)
    expect(await readlink(out)).toBe(join('store', 'ds'))
    expect(await record(new InterruptedIo(1), '--episodes', '1000', '--out', out, '--force')).toBe(130)
    expect((await readdir(folder)).sort()).toEqual(['link', 'store'])
    expect((await readdir(join(folder, 'store'))).sort()).toEqual(['ds', 'ds.stopped'])
  })

  it('leaves a folder alone that another command has, and says which', async () => {
    const out = join(folder, 'new', 'runs')
    await mkdir(join(folder, 'new'))
    const release = await takeLock(lockOf(out), { doing: 'recording', refusal: () => 'in use' })
    await symlink(out, join(folder, 'link'))
    for (const path of [out, `${out}/`, join(folder, 'link')]) {
      const io = new CapturedIo()
      expect(await record(io, '--episodes', '1', '--out', path)).toBe(2)
      expect(io.stderr).toBe(
        `gaitway: --out ${path}: another gaitway (pid ${process.pid}) is recording here: wait for it, or choose another name\n`,
      )
    }
    await release()
    expect(await record(new CapturedIo(), '--episodes', '1', '--out', out)).toBe(0)
    expect(await readdir(join(folder, 'new'))).toEqual(['runs'])
  })

  it('finds out before the first episode that nothing can be written', async () => {
    await writeFile(join(folder, 'file'), '')
    // Even root cannot write into /proc.
    for (const out of ['/proc/runs', '/proc/new/runs', join(folder, 'file', 'runs')]) {
      const io = new TerminalIo()
      expect(await record(io, '--episodes', '1', '--out', out)).toBe(2)
      expect(io.stderr).toMatch(/^gaitway: --out \S*runs: [^\n]+\n$/)
    }
  })

  it('makes the folders on the way, and leaves none when nothing came of it', async () => {
    const out = join(folder, 'a', 'b', 'runs')
    expect(await record(new CapturedIo(), '--episodes', '1', '--out', out, '--level', '/nowhere')).toBe(2)
    expect(await readdir(folder)).toEqual([])
    expect(await record(new CapturedIo(), '--episodes', '1', '--out', out)).toBe(0)
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['runs'])
  })

  it('keeps what is complete when it is stopped, and says so with 130', async () => {
    const out = join(folder, 'runs')
    const io = new InterruptedIo(2)
    expect(await record(io, '--episodes', '1000', '--out', out, '--json')).toBe(130)
    const kept = await episodesOf(out)
    expect(kept.length).toBeGreaterThanOrEqual(2)
    expect(kept.length).toBeLessThan(1000)
    expect(io.stderr).toContain(`stopped: kept ${kept.length} of 1000 episodes`)
    expect(io.json).toMatchObject({ complete: false, episodes: kept.length })
  })

  it('stopped with --force, leaves the old dataset and keeps the new episodes beside it', async () => {
    const out = join(folder, 'runs')
    await record(new CapturedIo(), '--episodes', '1', '--out', out)
    expect(await record(new InterruptedIo(1), '--episodes', '1000', '--out', out, '--force')).toBe(130)
    expect(await episodesOf(out)).toHaveLength(1)
    expect((await episodesOf(`${out}.stopped`)).length).toBeGreaterThanOrEqual(1)
    expect((await readdir(folder)).sort()).toEqual(['runs', 'runs.stopped'])

    const first = await bytes('runs.stopped')
    const again = ['--episodes', '1000', '--seed', '5', '--out', out, '--force']
    expect(await record(new InterruptedIo(1), ...again)).toBe(130)
    expect((await readdir(folder)).sort()).toEqual(['runs', 'runs.stopped', 'runs.stopped-2'])
    expect(await bytes('runs.stopped')).toEqual(first)
  })

  it('plays on a level, and keeps it with the episodes', async () => {
    const level = join(folder, 'ramp.json')
    const terrain = [{ type: 'slope', length: 5, rise: 0.5 }]
    await writeFile(level, JSON.stringify({ name: 'Ramp', rules: { timeLimit: 60 }, terrain }))
    const out = join(folder, 'runs')
    const io = new CapturedIo()
    const code = await record(io, '--episodes', '1', '--level', level, '--out', out)
    expect(code).toBe(0)
    expect((await episodesOf(out))[0]).toMatchObject({ level: 'ramp' })
  })

  it.each([
    [['--level', '/nowhere.json'], /--level \/nowhere\.json: there is no such file/],
    [['--skill', '50'], /--policy random has no skill to set/],
    [['--skill', '50', '--skill-range', '1,2'], /--skill and --skill-range: give one of them/],
    [['--skill', '101'], /--skill 101 is out of range/],
    [['--noise', '0.3,0.1'], /--noise 0\.3,0\.1: give one deviation, or a low and a high one/],
    [['--noise', '-1'], /--noise -1 is out of range/],
    [['--pushes', '1.5,0.5'], /--pushes 1\.5,0\.5: give a whole number of pushes/],
    [['--pushes', '1,3'], /--pushes 1,3: give .* a strength from 0 to 2/],
    [['--run-ups', '2,30'], /--run-ups 2,30: give a share from 0 to 1 and a whole number of steps/],
    [['--run-ups', '0.5,0.5'], /--run-ups 0\.5,0\.5: give a share/],
    [['--run-up-kept', '5'], /--run-up-kept and --run-up-ends say more of --run-ups: add that/],
    [['--pushes', '1,0.5'], /1 pushes of 25 steps do not fit into an episode of 20/],
    [['--seed', '1000000000'], /--seed 1000000000 is out of range/],
    [['--ends', '0.1'], /--ends has a meaning with --stratify return alone/],
    [['--ends', '2', '--stratify', 'return'], /--ends 2 is out of range/],
    [['--stratify', 'skill'], /--stratify "skill" is not known/],
    [['--policy', 'model:/nowhere'], /--policy is given twice/],
  ])('refuses %j and makes nothing', async (argv, message) => {
    const io = new CapturedIo()
    expect(await record(io, '--episodes', '1', '--out', join(folder, 'x'), ...argv)).toBe(2)
    expect(io.stderr).toMatch(message)
    expect(await readdir(folder)).toEqual([])
  })

  it('says which key of a level is wrong', async () => {
    const level = join(folder, 'odd.json')
    const rest = '"name": "Odd", "rules": {"timeLimit": 60}'
    for (const [key, text] of [
      ['steepness', `{${rest}, "terrain": [{"type": "slope", "length": 5, "rise": 1, "steepness": 3}]}`],
      ['wether', `{${rest}, "wether": "rain"}`],
    ]) {
      await writeFile(level, text)
      const io = new CapturedIo()
      expect(await record(io, '--episodes', '1', '--level', level, '--out', join(folder, 'x'))).toBe(2)
      expect(io.stderr).toMatch(new RegExp(`--level .*odd\\.json: .*${key}`))
    }
    await writeFile(level, '{"terrain": [')
    const broken = new CapturedIo()
    expect(await record(broken, '--episodes', '1', '--level', level, '--out', join(folder, 'x'))).toBe(2)
    expect(broken.stderr).toMatch(/odd\.json: not JSON/)
  })

  it('names policies that exist where one does not', async () => {
    const io = new CapturedIo()
    const argv = ['record', '--env', 'Gaitway/Hopper-v0', '--policy', 'randm', '--episodes', '1']
    expect(await main([...argv, '--out', join(folder, 'x')], io)).toBe(2)
    expect(io.stderr).toMatch(/^gaitway: --policy: no policy randm; .* random.* model:DIR/)
  })

  it('names environments that exist where one does not', async () => {
    const io = new CapturedIo()
    const argv = ['record', '--env', 'Nothing/AtAll-v0', '--policy', 'random', '--episodes', '1']
    expect(await main([...argv, '--out', join(folder, 'x')], io)).toBe(2)
    expect(io.stderr).toMatch(/^gaitway: --env: no environment Nothing\/AtAll-v0; .*Gaitway\/Hopper-v0/)
  })
})

describe('damaged data', () => {
  it('a truncated Parquet file is bad input for every verb that reads it', async () => {
    const out = join(folder, 'runs')
    await record(new CapturedIo(), '--episodes', '2', '--out', out)
    const file = join(out, 'data/train-00000-of-00001.parquet')
    await writeFile(file, (await readFile(file)).subarray(0, 1000))
    for (const argv of [
      ['dataset', 'info', out],
      ['dataset', 'validate', out],
      ['train', '--data', out, '--out', join(folder, 'model')],
    ]) {
      const io = new CapturedIo()
      expect(await main(argv, io)).toBe(2)
      expect(io.stderr).toMatch(/train-00000-of-00001\.parquet/)
    }
    expect(await readdir(folder)).toEqual(['runs'])
  })
})

/** Presses Ctrl-C once the progress tells of so many episodes. */
class InterruptedIo extends CapturedIo {
  override readonly errIsTerminal = true as false
  readonly #after: number

  constructor(after: number) {
    super()
    this.#after = after
  }

  override err(text: string): void {
    super.err(text)
    const [, done] = /episode (\d+) of/.exec(text) ?? []
    if (Number(done) >= this.#after) this.interrupt()
  }
}
