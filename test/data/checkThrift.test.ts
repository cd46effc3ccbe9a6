import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkThrift } from '../../src/data/checkThrift.js'
import { crc32 } from '../../src/data/crc32.js'
import { columnNames } from '../../src/data/columns.js'
import { Dataset } from '../../src/data/index.js'
import { type DatasetMeta, formatMeta, parseMeta } from '../../src/data/meta.js'
import { ParquetFile } from '../../src/data/parquetFile.js'
import { writeDataset } from '../../src/data/writeDataset.js'
import { InputError } from '../../src/platform/errors.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { makeEpisodes } from './episodes.js'

const golden = new Uint8Array(await readFile(join(import.meta.dirname, 'golden', 'hub.parquet')))
const footerLength = new DataView(golden.buffer).getUint32(golden.length - 8, true)

/** A Parquet file of a footer alone. */
function fileOf(footer: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + footer.length + 8)
  bytes.set(footer, 4)
  new DataView(bytes.buffer).setUint32(bytes.length - 8, footer.length, true)
  bytes.set(new TextEncoder().encode('PAR1'), bytes.length - 4)
  return bytes
}

async function opened(bytes: Uint8Array): Promise<unknown> {
  const files = new MemoryFiles()
  await files.writeAtomic('f.parquet', bytes)
  return ParquetFile.open('f.parquet', files)
}

describe('the footer of a Parquet file', () => {
  it('is walked over to its end', () => {
    const start = golden.length - 8 - footerLength
    expect(checkThrift(golden, start)).toBe(golden.length - 8)
  })

  it.each<[string, number[], RegExp]>([
    // Field 2, a list of structures; then how many.
    ['a list of a billion values', [0x29, 0xfc, 0x80, 0x94, 0xeb, 0xdc, 0x03], /a list of 1000000000 values/],
    ['an integer without an end', [0x15, ...Array<number>(20).fill(0xff)], /an integer without an end/],
    ['structures within structures', Array<number>(100_000).fill(0x1c), /nested too deep/],
    ['lists within lists', [0x19, ...Array<number>(100_000).fill(0x19)], /nested too deep/],
    ['a text longer than the file', [0x18, 0xff, 0xff, 0x03], /a value is cut short/],
    ['a type that there is not', [0x1f], /unknown type 15/],
    ['nothing', [], /a value is cut short/],
  ])('is refused where it claims %s', async (_, footer, said) => {
    const error = await opened(fileOf(Uint8Array.from(footer))).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect((error as Error).message).toMatch(said)
    expect((error as Error).message).toMatch(/^f\.parquet cannot be read as Parquet \([^\n]*$/)
  })

  it('is refused where it is longer than any', async () => {
    await expect(opened(fileOf(new Uint8Array(17 << 20)))).rejects.toThrow(/a footer of 17825792 bytes/)
  })
})

describe('what a stranger writes beside the data', () => {
  const DATA = 'runs/data/train-00000-of-00001.parquet'

  it('excuses no page: checksums that agree are made by whoever made the data', async () => {
    const bytes = golden.slice()
    for (const [byte, bit] of [
      [6985, 0],
      [13047, 5],
      [9281, 0],
    ])
      bytes[byte] ^= 1 << bit
    const files = new MemoryFiles()
    await files.writeAtomic('f.parquet', bytes)
    const file = await ParquetFile.open('f.parquet', files, {
      path: 'data/f.parquet',
      bytes: bytes.length,
      rows: 1,
      blocks: [{ start: 0, end: bytes.length, crc32: crc32(bytes) }],
    })
    const all = async () => {
      for (const group of file.groups.keys()) await file.readGroup(group, columnNames)
    }
    await expect(all()).rejects.toThrow(/a run is too long/)
  })

  /** A dataset whose meta.json says what `change` makes of it. */
  async function withMeta(change: (meta: DatasetMeta) => void): Promise<MemoryFiles> {
    const files = new MemoryFiles()
    await writeDataset('runs', makeEpisodes(3), files)
    const meta = parseMeta(await files.read('runs/meta.json'), 'runs/meta.json')
    change(meta)
    await files.writeAtomic('runs/meta.json', formatMeta(meta))
    return files
  }

  it.each<[string, (meta: DatasetMeta) => void, RegExp]>([
    [
      'the same bytes a hundred thousand times',
      ({ files: [file] }) => {
        file.blocks = Array.from({ length: 100_000 }, () => ({ start: 0, end: file.bytes, crc32: 0 }))
      },
      /do not lie one behind the other/,
    ],
    [
      'bytes behind the end',
      ({ files: [file] }) => (file.blocks[0].end = 1e15),
      /do not lie one behind the other/,
    ],
    ['a file twice', ({ files }) => files.push(files[0]), /files: a file is named twice/],
    ['a file elsewhere', ({ files: [file] }) => (file.path = 'data/../../x.parquet'), /expected data\/NAME/],
    ['a file without end', ({ files: [file] }) => (file.bytes = 1e15), /meta\.json says 1000000000000000/],
  ])('is refused where it names %s', async (_, change, said) => {
    const files = await withMeta(change)
    await expect(Dataset.open('runs', files)).rejects.toThrow(said)
    await expect(Dataset.inspect('runs', files)).rejects.toThrow(said)
  })

  it('gives a list the figures that opening gives', async () => {
    const files = await withMeta(() => {})
    expect(await Dataset.inspect('runs', files)).toEqual(await (await Dataset.open('runs', files)).summary())
    await files.remove(DATA)
    await expect(Dataset.inspect('runs', files)).rejects.toThrow(/is missing/)
    await files.remove('runs/meta.json')
    await expect(Dataset.inspect('runs', files)).rejects.toThrow(InputError)
  })
})
