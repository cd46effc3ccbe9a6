import { describe, expect, test, vi } from 'vitest'
import { InputError } from '../../src/platform/errors.js'
import { answerTasks } from '../../src/platform/taskServer.js'
import { type TaskHandler, TaskTimeout } from '../../src/platform/tasks.js'
import { type WorkerLink, WorkerTaskPool } from '../../src/platform/workerTaskPool.js'

type Link = WorkerLink<number, number, string>

/** Workers in this thread that copy every message as real ones do; `kill` makes the nth die. */
function open(size: number, handler: TaskHandler<number, number, string>) {
  const ends: ((error: unknown) => void)[] = []
  const terminate = vi.fn()
  const start = (): Link => {
    let answer: ReturnType<typeof answerTasks<undefined, number, number, string>>
    return {
      send: (message) => answer(structuredClone(message)),
      listen(onMessage, onEnd) {
        answer = answerTasks(
          () => handler,
          undefined,
          (message) => {
            const copy = structuredClone(message)
            queueMicrotask(() => onMessage(copy))
          },
        )
        ends.push(onEnd)
      },
      terminate,
    }
  }
  const pool = new WorkerTaskPool(start, size)
  return {
    pool,
    terminate,
    started: () => ends.length,
    kill: (index: number, error: Error) => ends[index](error),
  }
}

/** A task that goes on until it is let go. */
function gate() {
  const waiting: ((value: number) => void)[] = []
  const handler: TaskHandler<number, number, string> = () => new Promise((resolve) => waiting.push(resolve))
  return { handler, waiting }
}

test('answers every task, in the order in which they were given', async () => {
  const { pool, started } = open(2, async (task) => task * 10)
  expect(await Promise.all([1, 2, 3, 4].map((task) => pool.run(task)))).toEqual([10, 20, 30, 40])
  expect(started()).toBe(2)
})

test('runs as many at once as it has workers, and starts no more than it needs', async () => {
  const { handler, waiting } = gate()
  const { pool, started } = open(2, handler)
  const results = [1, 2, 3].map((task) => pool.run(task))
  await vi.waitFor(() => expect(waiting).toHaveLength(2))
  waiting[0](1)
  await vi.waitFor(() => expect(waiting).toHaveLength(3))
  waiting[1](2)
  waiting[2](3)
  expect(await Promise.all(results)).toEqual([1, 2, 3])
  expect(started()).toBe(2)
})

test('tells of progress', async () => {
  const { pool } = open(1, async (task, { onProgress }) => {
    onProgress('half way')
    return task
  })
  const heard: string[] = []
  await pool.run(1, { onProgress: (progress) => heard.push(progress) })
  expect(heard).toEqual(['half way'])
})

describe('errors', () => {
  test('of a task come back with their name, and the worker goes on', async () => {
    const { pool, started } = open(1, async (task) => {
      if (task === 1) throw new InputError('no such level')
      return task
    })
    await expect(pool.run(1)).rejects.toThrow(InputError)
    await expect(pool.run(1)).rejects.toThrow('no such level')
    expect(await pool.run(2)).toBe(2)
    expect(started()).toBe(1)
  })

  test('what cannot be copied is refused on either side', async () => {
    const { pool } = open(1, async (task) => (task === 1 ? ((() => 1) as unknown as number) : task))
    await expect(pool.run(1)).rejects.toThrow('could not be cloned')
    await expect(pool.run((() => 1) as unknown as number)).rejects.toThrow('could not be cloned')
    expect(await pool.run(2)).toBe(2)
  })

  test('a worker that dies takes its task with it, and the next gets a new one', async () => {
    const { handler, waiting } = gate()
    const { pool, started, kill } = open(1, handler)
    const lost = pool.run(1)
    const next = pool.run(2)
    await vi.waitFor(() => expect(waiting).toHaveLength(1))
    kill(0, new Error('out of memory'))
    await expect(lost).rejects.toThrow('out of memory')
    await vi.waitFor(() => expect(waiting).toHaveLength(2))
    waiting[1](2)
    expect(await next).toBe(2)
    expect(started()).toBe(2)
  })
})

describe('stopping', () => {
  test('one task: its signal reaches the worker', async () => {
    const stop = new AbortController()
    const { pool } = open(
      1,
      (_, { signal, onProgress }) =>
        new Promise((_resolve, reject) => {
          onProgress('at it')
          signal.addEventListener('abort', () => reject(new Error('heard')))
        }),
    )
    const onProgress = () => stop.abort(new Error('enough'))
    const run = pool.run(1, { signal: stop.signal, onProgress })
    await expect(run).rejects.toThrow('enough')
  })

  test('one that waits: it never starts', async () => {
    const handler = vi.fn(async (task: number) => task)
    const { pool } = open(1, handler)
    await expect(pool.run(1, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    expect(handler).not.toHaveBeenCalled()
    expect(await pool.run(2)).toBe(2)
  })

  test('all of them: what is unfinished is rejected', async () => {
    const { pool, terminate } = open(1, gate().handler)
    const results = [pool.run(1), pool.run(2)]
    const ended = Promise.allSettled(results)
    await pool.close()
    expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(terminate).toHaveBeenCalledOnce()
  })
})

test('ends a worker that is silent for longer than its task may be, and goes on with another', async () => {
  const { handler, waiting } = gate()
  const { pool, started, terminate } = open(1, handler)
  const silent = pool.run(1, { timeout: 40 })
  const next = pool.run(2)
  await expect(silent).rejects.toThrow(new TaskTimeout('a task was silent for 40 ms'))
  expect(terminate).toHaveBeenCalledTimes(1)
  await vi.waitFor(() => expect(waiting).toHaveLength(2))
  waiting[1](20)
  expect(await next).toBe(20)
  expect(started()).toBe(2)
})

test('lets a task go on for as long as it says something', async () => {
  const { pool, terminate } = open(1, async (task, { onProgress }) => {
    for (let word = 0; word < 10; word++) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      onProgress('still here')
    }
    return task
  })
  expect(await pool.run(7, { timeout: 900 })).toBe(7)
  expect(terminate).not.toHaveBeenCalled()
})
