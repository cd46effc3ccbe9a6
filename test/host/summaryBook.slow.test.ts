import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { SummaryBook } from '../../src/host/summaryBook.js'
import type { Entry } from '../../src/host/summaries.js'
import { temporaryFolder } from './temporaryLibrary.js'

/** A worker that stands in for the built one: what an entry is called is what its files do to their reader. */
const worker = `
import { appendFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'

const doing = {
  hang() { for (;;); },
  fill() { const kept = []; for (;;) kept.push({ kept: [...kept] }) },
  end() { process.exit(3) },
}
parentPort.on('message', ({ task }) => {
  parentPort.postMessage({ type: 'begun' })
  for (const [index, { entry: { parent, id }, stamp }] of task.entries.entries()) {
    const tell = (progress) => parentPort.postMessage({ type: 'progress', progress: { index, ...progress } })
    if (stamp === id) { tell({ summary: 'unchanged' }); continue }
    tell({ extent: { stamp: id, bytes: 7, createdAt: 1 } })
    appendFileSync(parent + '/asked', id + ' ')
    doing[id.split('-')[0]]?.()
    tell({ summary: id === 'gone' ? null : { id, title: 'the title of ' + id } })
  }
  parentPort.postMessage({ type: 'result', result: undefined })
})
`

async function open(...ids: string[]) {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'workers'))
  await writeFile(join(folder, 'workers', 'entry.mjs'), worker)
  const book = new SummaryBook(join(folder, 'workers'))
  const entries = ids.map((id): Entry => ({ kind: 'models', parent: folder, id, shipped: false }))
  return {
    book,
    entries,
    asked: async () => (await readFile(join(folder, 'asked'), 'utf8')).trim().split(' '),
  }
}

/** Lists until nothing is still being looked at, as the window does when it is told to. */
async function settled(book: SummaryBook, entries: Entry[]) {
  const late = vi.fn()
  for (;;) {
    const summaries = await book.all(entries, late)
    if (!summaries.some(({ error }) => error?.includes('still being looked at'))) return summaries
    await vi.waitFor(() => expect(late).toHaveBeenCalled(), { timeout: 30_000 })
    late.mockClear()
  }
}

it('gives up an entry that hangs its reader or fills the memory, and no other', async () => {
  const { book, entries, asked } = await open('a', 'hang-1', 'b', 'fill-1', 'gone', 'c')
  const summaries = await settled(book, entries)
  expect(summaries.map(({ id, title, error }) => [id, error ?? title])).toEqual([
    ['a', 'the title of a'],
    ['hang-1', 'hang-1: given up: to look at it took more than 1 s'],
    ['b', 'the title of b'],
    [
      'fill-1',
      expect.stringMatching(/^fill-1: given up: to look at it took more than (1 s|512 MB of memory)$/),
    ],
    ['c', 'the title of c'],
  ])
  // What was given up is known by the state of its files: it costs its time once.
  const before = await asked()
  expect(before.filter((id) => id === 'hang-1')).toHaveLength(1)
  expect(await settled(book, entries)).toEqual(summaries)
  // `gone` alone is asked again: there is nothing to know it by.
  expect((await asked()).slice(before.length)).toEqual(['gone'])
  await book.close()
})

it('answers although more entries hang than it waits for', async () => {
  const hanging = Array.from({ length: 6 }, (_, i) => `hang-${i}`)
  const { book, entries } = await open(...hanging, 'sound')
  const late = vi.fn()
  const summaries = await book.all(entries, late)
  expect(summaries).toHaveLength(7)
  expect(summaries.at(-1)?.error).toBe('sound is still being looked at: one moment')
  expect((await settled(book, entries)).at(-1)?.title).toBe('the title of sound')
  await book.close()
})

it('says of all entries where the threads themselves cannot run', async () => {
  const { book, entries } = await open('end', 'a')
  const [first, second] = await settled(book, entries)
  expect(first.error).toMatch(/^end: a worker ended with 3/)
  expect(second.error).toMatch(/^a: a worker ended with 3/)
  await book.close()
})

it('makes a thousand summaries once each, in their order', async () => {
  const ids = Array.from({ length: 1000 }, (_, i) => `entry-${i}`)
  const { book, entries, asked } = await open(...ids)
  for (let list = 0; list < 2; list++) expect((await settled(book, entries)).map(({ id }) => id)).toEqual(ids)
  expect((await asked()).sort()).toEqual(ids.toSorted())
  await book.close()
})
