import { parquetMetadata } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { columns, encodingOf, firstListColumn, isScalar, parquetSchema } from './columns.js'
import { crc32 } from './crc32.js'
import type { Episode } from './episode.js'
import type { DataFile } from './meta.js'

/** A row group is what a reader holds at once: this many episodes, fewer where they are long. */
const GROUP_EPISODES = 32
const GROUP_STEPS = 64_000

/** One Parquet file in the making. */
export class Shard {
  readonly #output = new ByteWriter(1 << 20)
  readonly #writer = new ParquetWriter({
    writer: this.#output,
    schema: parquetSchema,
    codec: 'SNAPPY',
    createdBy: 'gaitway',
  })
  #group: Episode[] = []
  #groupSteps = 0
  #rows = 0

  /** Bytes so far, the open row group aside. */
  get bytes(): number {
    return this.#output.offset
  }

  get rows(): number {
    return this.#rows
  }

  add(episode: Episode): void {
    this.#group.push(episode)
    this.#groupSteps += episode.length
    this.#rows++
    if (this.#group.length >= GROUP_EPISODES || this.#groupSteps >= GROUP_STEPS) this.#closeGroup()
  }

  finish(): { bytes: Uint8Array; blocks: DataFile['blocks'] } {
    if (this.#group.length > 0) this.#closeGroup()
    this.#writer.finish()
    const bytes = this.#output.getBytes()
    return { bytes, blocks: checksums(bytes) }
  }

  #closeGroup(): void {
    const group = this.#group
    this.#writer.write({
      rowGroupSize: group.length,
      columnData: columns.map((column) => ({
        name: column.name,
        data: group.map(column.value),
        encoding: encodingOf(column),
        statistics: isScalar(column),
      })),
    })
    this.#group = []
    this.#groupSteps = 0
  }
}

/** A block for each row group's scalars, one for its lists, one for what follows the last: the whole file. */
function checksums(bytes: Uint8Array): DataFile['blocks'] {
  const { row_groups: groups } = parquetMetadata(bytes.slice().buffer)
  const startOf = (group: number, column: number) => {
    const chunk = groups[group].columns[column].meta_data
    return Number(chunk?.dictionary_page_offset ?? chunk?.data_page_offset)
  }
  const last = groups.at(-1)?.columns.at(-1)?.meta_data
  const dataEnd = startOf(groups.length - 1, columns.length - 1) + Number(last?.total_compressed_size)
  const starts = groups.flatMap((_, group) => [
    group === 0 ? 0 : startOf(group, 0),
    startOf(group, firstListColumn),
  ])
  const edges = [...starts, dataEnd, bytes.length]
  return edges
    .slice(0, -1)
    .map((start, i) => ({ start, end: edges[i + 1], crc32: crc32(bytes.subarray(start, edges[i + 1])) }))
}
