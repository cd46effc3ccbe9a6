import { expect, test } from 'vitest'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { tuneGait } from '../../src/tune/index.js'
import type { TuneState } from '../../src/tune/tune.js'

test('a search pauses after its time and goes on from there, with the same seed only', async () => {
  const files = new MemoryFiles()
  const iterations: number[] = []
  const session = (seed: number) =>
    tuneGait({
      body: 'cheetah',
      seed,
      out: 'gaits',
      files,
      minutes: 0,
      threads: 0,
      onProgress: ({ iteration }) => iterations.push(iteration),
    })
  const saved = async () =>
    JSON.parse(new TextDecoder().decode(await files.read('gaits/cheetah.search.json'))) as TuneState

  const paused = await session(3)
  expect(paused.gait).toBeUndefined()
  expect(paused.statePath).toBe('gaits/cheetah.search.json')
  expect((await saved()).iteration).toBe(1)

  await expect(session(4)).rejects.toThrow(/belongs to a search with seed 3/)

  await session(3)
  expect(iterations).toEqual([1, 2])
  expect((await saved()).iteration).toBe(2)
})

test('a body without a recipe is refused', async () => {
  const files = new MemoryFiles()
  await expect(tuneGait({ body: 'dragon', seed: 1, out: 'gaits', files })).rejects.toThrow(/no body dragon/)
})
