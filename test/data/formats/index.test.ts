import { describe, expect, it } from 'vitest'
import { formatOf } from '../../../src/data/formats/index.js'
import { MemoryFiles } from '../../../src/platform/memoryFiles.js'

describe('the format of what lies at a path', () => {
  it.each([
    ['a folder with a meta.json', 'runs', 'gaitway'],
    ['a folder of Parquet files alone', 'bare', 'parquet'],
    ['a single file', 'bare/data/train.parquet', 'parquet'],
    // Whatever it is, the last format says best what is missing.
    ['nothing that is known', 'nowhere', 'parquet'],
  ])('of %s', async (_, path, name) => {
    const files = new MemoryFiles()
    await files.writeAtomic('runs/meta.json', new Uint8Array(2))
    await files.writeAtomic('bare/data/train.parquet', new Uint8Array(2))
    expect((await formatOf(path, files)).name).toBe(name)
  })
})
