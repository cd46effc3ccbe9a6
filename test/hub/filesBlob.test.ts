import { expect, it } from 'vitest'
import { FilesBlob } from '../../src/hub/filesBlob.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'

const SIZE = 2_500_000
const content = Uint8Array.from({ length: SIZE }, (_, i) => i % 251)

async function open(): Promise<FilesBlob> {
  const files = new MemoryFiles()
  await files.writeAtomic('big', content)
  return new FilesBlob(files, 'big', 0, SIZE)
}

it('is the Blob of a file, whole and in slices', async () => {
  const blob = await open()
  const same = new Blob([content])
  expect(blob.size).toBe(SIZE)
  expect(Buffer.compare(Buffer.from(await blob.arrayBuffer()), content)).toBe(0)
  for (const [from, to] of [
    [10, 20],
    [0, 0],
    [-5, undefined],
    [SIZE - 3, SIZE + 9],
    [20, 10],
  ] as const)
    expect(await blob.slice(from, to).text()).toBe(await same.slice(from, to).text())
  expect(await blob.slice(100, 200).slice(10, 20).text()).toBe(await same.slice(110, 120).text())
})

it('streams piece by piece', async () => {
  const blob = await open()
  const pieces: Uint8Array[] = []
  for await (const piece of blob.stream() as unknown as AsyncIterable<Uint8Array>) pieces.push(piece)
  expect(pieces.length).toBe(3)
  expect(Buffer.compare(Buffer.concat(pieces), content)).toBe(0)
})
