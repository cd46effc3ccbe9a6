import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Dataset } from '../../src/data/index.js'
import { createGenerator } from '../../src/gym/index.js'
import { InputError } from '../../src/platform/errors.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'

/** Data of others has no checksums: what a flipped bit does to it must stay harmless. */
const golden = await readFile(join(import.meta.dirname, 'golden', 'hub.parquet'))

async function readAll(bytes: Uint8Array): Promise<number> {
  const files = new MemoryFiles()
  await files.writeAtomic('hub.parquet', bytes)
  let steps = 0
  for await (const { length } of (await Dataset.open('hub.parquet', files)).episodes()) steps += length
  return steps
}

function flip(...bits: (readonly [byte: number, bit: number])[]): Uint8Array {
  const bytes = new Uint8Array(golden)
  for (const [byte, bit] of bits) bytes[byte] ^= 1 << bit
  return bytes
}

it('refuses a run length that would ask for billions of values', async () => {
  await expect(readAll(flip([6985, 0], [13047, 5], [9281, 0]))).rejects.toThrow(
    /^hub\.parquet cannot be read as Parquet \(a run is too long\)/,
  )
})

it('either reads a damaged file or says in one line that it cannot', async () => {
  const random = createGenerator(1)
  let refused = 0
  for (let i = 0; i < 400; i++) {
    // Half of the damage where it hurts most: in the footer.
    const place = () => (i % 2 ? golden.length - 1 - random.integer(3000) : random.integer(golden.length))
    const error = await readAll(flip([place(), random.integer(8)], [place(), random.integer(8)])).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (error === undefined) continue
    refused++
    expect(error).toBeInstanceOf(InputError)
    expect((error as Error).message).toMatch(/^hub\.parquet.*[^\n]$/)
  }
  expect(refused).toBeGreaterThan(100)
})
