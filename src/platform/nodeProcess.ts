import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { promisify } from 'node:util'

/** A process, told from every other one: a number alone is given to the next process soon after it is free. */
export interface ProcessIdentity {
  pid: number
  /** When it began, in the system's own words; absent where the system does not say. */
  startedAt?: string
  /** Name of the machine. */
  host: string
  /** The run of that machine, from power on to power off; absent where the system does not say. */
  boot?: string
  /** Whose numbers these are: containers on one machine have their own. Linux only. */
  namespace?: string
}

const run = promisify(execFile)

let own: Promise<ProcessIdentity> | undefined

/** The process that this code runs in, its worker threads included. */
export function thisProcess(): Promise<ProcessIdentity> {
  own ??= identify()
  return own
}

/** Whether a process still runs; 'unknown' where it is another machine's, or another container's. */
export async function isRunning(process: ProcessIdentity): Promise<boolean | 'unknown'> {
  const here = await thisProcess()
  if (process.boot !== undefined && process.boot === here.boot)
    return process.namespace === here.namespace ? isRunningHere(process) : 'unknown'
  if (process.host !== here.host) return 'unknown'
  // The same machine, started anew since.
  if (process.boot !== undefined && here.boot !== undefined) return false
  return isRunningHere(process)
}

async function identify(): Promise<ProcessIdentity> {
  const { pid, platform } = process
  return {
    pid,
    startedAt: (await look(pid)).startedAt,
    host: hostname(),
    boot:
      platform === 'linux'
        ? await textOf(readFile('/proc/sys/kernel/random/boot_id', 'utf8'))
        : platform === 'darwin'
          ? await textOf(outputOf('sysctl', '-n', 'kern.bootsessionuuid'))
          : undefined,
    namespace: platform === 'linux' ? await textOf(readlink('/proc/self/ns/pid')) : undefined,
  }
}

async function isRunningHere({ pid, startedAt }: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const found = await look(pid)
  if (found.isDead) return false
  return startedAt === undefined || found.startedAt === undefined || found.startedAt === startedAt
}

/** One that has ended but was not collected by its parent yet still has its number: it is dead. */
async function look(pid: number): Promise<{ startedAt?: string; isDead?: boolean }> {
  if (process.platform === 'linux') {
    const stat = await textOf(readFile(`/proc/${pid}/stat`, 'utf8'))
    // The second field is the program's name in brackets, which may hold anything.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Fields 3 and 22 of proc(5): the state, and the start in ticks since the machine's.
    return { startedAt: fields?.[19], isDead: fields?.[0] === 'Z' || fields?.[0] === 'X' }
  }
  if (process.platform === 'win32') return {}
  const [state, ...start] =
    (await textOf(outputOf('ps', '-o', 'state=,lstart=', '-p', String(pid))))?.split(/\s+/) ?? []
  return { startedAt: start.join(' ') || undefined, isDead: state?.startsWith('Z') }
}

/** In one language and one time zone, so that two processes read the same. */
async function outputOf(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(program, args, { env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } })
  return stdout
}

async function textOf(source: Promise<string>): Promise<string | undefined> {
  return source.then(
    (text) => text.trim() || undefined,
    () => undefined,
  )
}
