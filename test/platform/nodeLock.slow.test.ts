import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { execFileSync } from 'node:child_process'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { InputError } from '../../src/platform/errors.js'
import { takeLock } from '../../src/platform/nodeLock.js'
import { thisProcess } from '../../src/platform/nodeProcess.js'
import { bundle } from './bundle.js'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gaitway-lock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  path = join(folder, '.lock')
})

const take = () =>
  takeLock(path, { doing: 'testing', refusal: ({ pid, doing }) => `process ${pid} is ${doing} here` })

/** A lock as another process would have left it. */
async function lease(change: object, owner: object = {}): Promise<void> {
  await mkdir(path)
  const file = join(path, 'lease.json')
  await writeFile(file, '')
  const { ino } = await (await import('node:fs/promises')).stat(file)
  const process = { ...(await thisProcess()), ...owner }
  await writeFile(
    file,
    JSON.stringify({ id: '0123456789ab', inode: String(ino), doing: 'training', process, ...change }),
  )
}

/** Whoever gets the lock says so, and keeps it until it is killed. */
const contender = (module: string) => `
  import { takeLock } from ${JSON.stringify(module)}
  process.stdin.resume()
  takeLock(process.argv[1], { doing: 'testing', refusal: ({ pid }) => 'held by ' + pid }).then(
    () => console.log('won'),
    (error) => console.log(error.message),
  )
`

function start(module: string, lock: string, temporary?: string): ChildProcess {
  const env = { ...process.env, ...(temporary && { TMPDIR: temporary }) }
  const child = spawn(process.execPath, ['--input-type=module', '-e', contender(module), lock], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

const answerOf = async (child: ChildProcess) => {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return line
}

const kill = async (child: ChildProcess) => {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

describe('a lock', () => {
  it('is one process’s, until that gives it back', async () => {
    const release = await take()
    await expect(take()).rejects.toThrow(new InputError(`process ${process.pid} is testing here`))
    await release()
    expect(await readdir(folder)).toEqual([])
    await (
      await take()
    )()
  })

  it('goes to exactly one of many that start at once, whatever their TMPDIR, after the one that had it was killed', async () => {
    const module = await bundle('src/platform/nodeLock.ts')
    let holder = start(module, path)
    expect(await answerOf(holder)).toBe('won')
    for (let round = 0; round < 12; round++) {
      await kill(holder)
      const temporaries = await Promise.all([1, 2, 3].map(() => mkdtemp(join(folder, 'tmp-'))))
      const contenders = temporaries.map((temporary) => start(module, path, temporary))
      const answers = await Promise.all(contenders.map(answerOf))
      const winner = contenders[answers.indexOf('won')]
      expect(answers.filter((answer) => answer === 'won')).toHaveLength(1)
      expect(answers.filter((answer) => answer === `held by ${winner.pid}`)).toHaveLength(2)
      await Promise.all(contenders.filter((child) => child !== winner).map(kill))
      holder = winner
    }
    await kill(holder)
    await (
      await take()
    )()
    expect((await readdir(folder)).filter((name) => !name.startsWith('tmp-'))).toEqual([])
  })

  it('of a stopped process is kept: it may go on', async () => {
    const holder = start(await bundle('src/platform/nodeLock.ts'), path)
    expect(await answerOf(holder)).toBe('won')
    holder.kill('SIGSTOP')
    await expect(take()).rejects.toThrow(`process ${holder.pid} is testing here`)
  })

  it('stays in a folder that is moved, and is not in a copy of it', async () => {
    path = join(folder, 'a', '.lock')
    await mkdir(join(folder, 'a'))
    const release = await take()
    await cp(join(folder, 'a'), join(folder, 'copy'), { recursive: true })
    await rename(join(folder, 'a'), join(folder, 'moved'))
    path = join(folder, 'moved', '.lock')
    await expect(take()).rejects.toThrow('is testing here')
    path = join(folder, 'copy', '.lock')
    await (
      await take()
    )()
    expect(await readdir(join(folder, 'copy'))).toEqual([])
    await release()
  })

  it('that was deleted by hand and taken by another is not given back by the first', async () => {
    const first = await take()
    await rm(path, { recursive: true })
    const second = await take()
    await first()
    await expect(take()).rejects.toThrow('is testing here')
    await second()
  })

  it('cannot be taken where nothing can be written, and says so', async () => {
    path = '/proc/.lock'
    await expect(take()).rejects.toThrow(InputError)
    path = join(folder, 'nowhere', '.lock')
    await expect(take()).rejects.toThrow(/nowhere does not exist/)
  })
})

describe('a lease', () => {
  it('of a process that began at another time is dead, though its number is in use', async () => {
    await lease({}, { startedAt: 'long ago' })
    await (
      await take()
    )()
    expect(await readdir(folder)).toEqual([])
  })

  it('from before the machine was started anew is dead', async () => {
    await lease({}, { boot: 'another', pid: process.pid })
    await (
      await take()
    )()
  })

  it('of another machine, or another container, is believed, with the way out', async () => {
    await lease({}, { host: 'elsewhere', boot: 'another' })
    await expect(take()).rejects.toThrow(/it runs on elsewhere, .*: if it has ended, delete .*\.lock$/)
    await rm(path, { recursive: true })
    await lease({}, { namespace: 'pid:[1]' })
    await expect(take()).rejects.toThrow(`it runs on ${hostname()}`)
  })
})

describe('what stands where the lock would be', () => {
  const mkfifo = (at: string) => execFileSync('mkfifo', [at])
  const kinds: Record<string, (at: string) => Promise<unknown> | unknown> = {
    'an empty folder': (at) => mkdir(at),
    'a lease cut short': async (at) => {
      await mkdir(at)
      await writeFile(join(at, 'lease.json'), '{"id":')
    },
    'a lease that is a pipe': async (at) => {
      await mkdir(at)
      mkfifo(join(at, 'lease.json'))
    },
    'a lease that is a link to an endless device': async (at) => {
      await mkdir(at)
      await symlink('/dev/zero', join(at, 'lease.json'))
    },
    'a huge lease': async (at) => {
      await mkdir(at)
      await writeFile(join(at, 'lease.json'), 'x'.repeat(10_000))
    },
    'a file': (at) => writeFile(at, 'mine'),
    'a pipe': (at) => mkfifo(at),
    'a link to nowhere': (at) => symlink('/nowhere', at),
    'a folder of something else': async (at) => {
      await mkdir(at)
      await writeFile(join(at, 'diary.txt'), 'mine')
    },
  }

  it.each(Object.keys(kinds))('%s is in nobody’s way, and is kept if it holds anything', async (kind) => {
    await kinds[kind](path)
    const release = await take()
    await expect(take()).rejects.toThrow('is testing here')
    await release()
    const left = await readdir(folder)
    const isKept = ['a file', 'a folder of something else', 'a pipe', 'a link to nowhere'].includes(kind)
    if (isKept) expect(left).toEqual([expect.stringMatching(/^kept-aside\.lock-/)])
    if (kind === 'a file') expect(await readFile(join(folder, left[0]), 'utf8')).toBe('mine')
  })

  it('a link to another’s folder is set aside, and the folder stays as it was', async () => {
    const other = join(folder, 'other')
    await mkdir(other)
    await writeFile(join(other, 'diary.txt'), 'mine')
    await symlink(other, path)
    await (
      await take()
    )()
    expect(await readdir(other)).toEqual(['diary.txt'])
  })
})

it('what was left by processes that died while they took a lock is removed by the next', async () => {
  await mkdir(`${path}.0123456789ab`)
  await mkdir(`${path}.0123456789ab.taking`)
  await mkdir(`${path}.somebody's`)
  await (
    await take()
  )()
  expect(await readdir(folder)).toEqual([".lock.somebody's"])
})
