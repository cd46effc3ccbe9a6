import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet'
import { getTreePath } from 'hyparquet/src/schema.js'
import { compressors as allCompressors, decompressZstd } from 'hyparquet-compressors'
import { type FileEntry, InputError, messageOf, type ReadableFiles, shorten } from '../platform/index.js'
import { checkPages, type ColumnMetaData } from './checkPages.js'
import { checkThrift } from './checkThrift.js'
import { crc32 } from './crc32.js'
import type { EpisodeFile } from './episodeFile.js'
import type { DataFile } from './meta.js'

type Row = Record<string, unknown>

/** More than this in one column of one row group is damage, not data: refuse before memory is asked for. */
const MAX_COLUMN_VALUES = 2 ** 26

/** Bytes of a footer: kilobytes for a body's data, and what follows from them is read before anything is checked. */
const MAX_FOOTER = 16 * 1024 ** 2
const MAX_COLUMNS = 4096
const MAX_GROUPS = 100_000

/** Zstandard into a buffer of the page's size: by itself it makes as much as its bytes ask for. */
const compressors: typeof allCompressors = {
  ...allCompressors,
  ZSTD: (input, length) => decompressZstd(input, new Uint8Array(length)),
}

/** One Parquet file, its footer read, its rows not yet. */
export class ParquetFile implements EpisodeFile {
  /** Rows of each row group: `[start, end)`. */
  readonly groups: readonly { start: number; end: number }[]
  readonly rows: number
  readonly columnNames: readonly string[]
  readonly #buffer: AsyncBuffer
  readonly #metadata: FileMetaData

  private constructor(
    /** For messages. */
    readonly path: string,
    readonly bytes: number,
    buffer: AsyncBuffer,
    metadata: FileMetaData,
  ) {
    this.#buffer = buffer
    this.#metadata = metadata
    let start = 0
    this.groups = metadata.row_groups.map(({ num_rows }) => ({ start, end: (start += Number(num_rows)) }))
    this.rows = start
    this.columnNames = topLevelNames(metadata)
  }

  /** `described` is what meta.json says of it: then every byte read is checked against its checksum. */
  static async open(path: string, files: ReadableFiles, described?: DataFile): Promise<ParquetFile> {
    const stat = await files.stat(path)
    checkExtent(path, stat, described)
    const read = (start: number, end: number) => files.readRange(path, start, end)
    const checked = described ? checkBlocks(path, read, described.blocks) : read
    const buffer: AsyncBuffer = {
      byteLength: stat.bytes,
      slice: async (start, end = stat.bytes) => {
        const bytes = await checked(start, Math.min(end, stat.bytes))
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
      },
    }
    // Parquet ends in its footer's length and PAR1, so any cut shows here.
    const tail = stat.bytes < 12 ? undefined : new Uint8Array(await buffer.slice(stat.bytes - 8))
    if (tail === undefined || String.fromCharCode(...tail.subarray(4)) !== 'PAR1')
      throw new InputError(
        `${path} is not a complete Parquet file: it is cut short or of another kind; download or record it again`,
      )
    await explained(path, async () => {
      const length = new DataView(tail.buffer).getUint32(0, true)
      if (length > Math.min(MAX_FOOTER, stat.bytes - 8)) throw new Error(`a footer of ${length} bytes`)
      checkThrift(new Uint8Array(await buffer.slice(stat.bytes - 8 - length, stat.bytes - 8)), 0)
    })
    const initialFetchSize = described?.blocks.at(-1)
    const metadata = await explained(path, () =>
      parquetMetadataAsync(buffer, {
        ...(initialFetchSize && { initialFetchSize: initialFetchSize.end - initialFetchSize.start }),
        geoparquet: false,
      }),
    )
    checkFooter(path, stat.bytes, metadata)
    return explained(path, async () => new ParquetFile(path, stat.bytes, buffer, metadata))
  }

  /**
   * The rows of a row group as objects by column; columns that the file lacks are left out. Columns are read one
   * after the other: two that fail at the same time would leave a rejection that nobody handles.
   */
  async readGroup(group: number, columns: readonly string[]): Promise<Row[]> {
    const { start, end } = this.groups[group]
    const rows: Row[] = []
    for (const name of columns) {
      if (!this.columnNames.includes(name)) continue
      const column = await explained(this.path, async () => {
        // Also where the checksums of meta.json agree: who made the one has made the other.
        await this.#checkColumn(group, name)
        return parquetReadObjects({
          file: this.#buffer,
          metadata: this.#metadata,
          columns: [name],
          rowStart: start,
          rowEnd: end,
          compressors,
        })
      })
      for (const [i, row] of column.entries()) (rows[i] ??= {})[name] = row[name]
    }
    return rows
  }

  async #checkColumn(group: number, name: string): Promise<void> {
    const tree = parquetSchema(this.#metadata)
    const { num_rows: rows, columns } = this.#metadata.row_groups[group]
    for (const { meta_data: column } of columns) {
      if (column?.path_in_schema[0] !== name) continue
      const { start, end } = rangeOf(column)
      const chunk = new Uint8Array(await this.#buffer.slice(start, end))
      checkPages(chunk, Number(rows), column, getTreePath(tree, column.path_in_schema), compressors)
    }
  }
}

function rangeOf(column: ColumnMetaData): { start: number; end: number } {
  const start = Number(column.dictionary_page_offset ?? column.data_page_offset)
  return { start, end: start + Number(column.total_compressed_size) }
}

/** Reads whole blocks, checks them, keeps the last two: the columns of a row group are asked for one by one. */
function checkBlocks(
  path: string,
  read: (start: number, end: number) => Promise<Uint8Array>,
  blocks: DataFile['blocks'],
): (start: number, end: number) => Promise<Uint8Array> {
  const recent = new Map<number, Promise<Uint8Array>>()
  const readBlock = async ({ start, end, crc32: expected }: DataFile['blocks'][number]) => {
    const bytes = await read(start, end)
    if (crc32(bytes) !== expected)
      throw new InputError(
        `${path} is damaged between bytes ${start} and ${end} (its checksum in meta.json disagrees): download or record the dataset again`,
      )
    return bytes
  }
  return async (start, end) => {
    const result = new Uint8Array(end - start)
    let filled = 0
    for (const block of blocks) {
      if (block.end <= start || block.start >= end) continue
      const pending = recent.get(block.start) ?? readBlock(block)
      recent.delete(block.start)
      recent.set(block.start, pending)
      for (const oldest of [...recent.keys()].slice(0, -2)) recent.delete(oldest)
      const bytes = await pending
      const part = bytes.subarray(Math.max(0, start - block.start), Math.min(bytes.length, end - block.start))
      result.set(part, Math.max(block.start, start) - start)
      filled += part.length
    }
    if (filled !== result.length)
      throw new InputError(`${path}: meta.json has no checksums for bytes ${start} to ${end}: it is damaged`)
    return result
  }
}

/**
 * Throws `InputError` where a data file is not there, or not as meta.json describes it: its blocks must lie one behind
 * the other over the whole file, or one byte of it could be read a million times.
 */
export function checkExtent(
  path: string,
  stat: FileEntry | undefined,
  described?: DataFile,
): asserts stat is FileEntry {
  if (stat === undefined)
    throw new InputError(`${path} is missing: the dataset is incomplete, download or record it again`)
  if (stat.isFolder) throw new InputError(`${path} is a folder, a Parquet file is needed`)
  if (!described) return
  if (described.bytes !== stat.bytes)
    throw new InputError(
      `${path} has ${stat.bytes} bytes, meta.json says ${described.bytes}: it is cut short or was changed; download or record the dataset again`,
    )
  let covered = 0
  for (const { start, end } of described.blocks) {
    if (start !== covered || end <= start) covered = Number.NaN
    else covered = end
  }
  if (covered !== stat.bytes)
    throw new InputError(
      `${path}: the blocks of its checksums in meta.json do not lie one behind the other over the file: it is damaged`,
    )
}

function checkFooter(path: string, bytes: number, metadata: FileMetaData): void {
  const broken = (what: string) =>
    new InputError(`${path}: its Parquet footer is damaged (${what}); download or record it again`)
  if (metadata.schema.length > 8 * MAX_COLUMNS) throw broken('too many columns')
  if (metadata.row_groups.length > MAX_GROUPS) throw broken('too many row groups')
  let rows = 0
  for (const group of metadata.row_groups) {
    if (group.columns.length > MAX_COLUMNS) throw broken('too many columns')
    rows += Number(group.num_rows)
    for (const { meta_data: column } of group.columns) {
      if (!column) throw broken('a column without a description')
      const { start, end } = rangeOf(column)
      if (!(start >= 4 && end >= start && end <= bytes)) throw broken('a column outside of the file')
      if (!(column.num_values >= 0n && column.num_values <= MAX_COLUMN_VALUES))
        throw broken('a column too long')
      if (!(column.total_uncompressed_size <= 8 * MAX_COLUMN_VALUES)) throw broken('a column too large')
    }
  }
  if (rows !== Number(metadata.num_rows)) throw broken('its row groups do not add up')
}

function topLevelNames({ schema }: FileMetaData): string[] {
  const names: string[] = []
  let next = 1
  const skip = (): void => {
    const { num_children: children = 0 } = schema[next]
    next++
    for (let i = 0; i < children; i++) skip()
  }
  while (next < schema.length) {
    names.push(schema[next].name)
    skip()
  }
  return names
}

/** What the Parquet reader throws says little to a user: name the file and the way out. */
async function explained<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof InputError) throw error
    const reason = shorten(messageOf(error))
    throw new InputError(`${path} cannot be read as Parquet (${reason}): download or record it again`)
  }
}
