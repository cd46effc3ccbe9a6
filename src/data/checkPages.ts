import type { FileMetaData, SchemaTree } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { decompressPage } from 'hyparquet/src/datapage.js'
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js'
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js'
import { readVarInt } from 'hyparquet/src/thrift.js'
import { checkThrift } from './checkThrift.js'

export type ColumnMetaData = NonNullable<FileMetaData['row_groups'][number]['columns'][number]['meta_data']>
type Compressors = Parameters<typeof decompressPage>[3]

const MAX_PAGE_BYTES = 1 << 28

/**
 * Looks through the pages of a column chunk before it is decoded. Counts and lengths in Parquet are whatever the bytes
 * say: a flipped bit, or a stranger, can ask the decoder for billions of values. Throws where pages hold more than the
 * chunk's footer promises, or fewer values than rows.
 */
export function checkPages(
  chunk: Uint8Array,
  rows: number,
  column: ColumnMetaData,
  schemaPath: SchemaTree[],
  compressors: Compressors,
): void {
  const levels = [getMaxRepetitionLevel(schemaPath), getMaxDefinitionLevel(schemaPath)]
  const reader = { view: viewOf(chunk), offset: 0 }
  let values = 0
  while (reader.offset < chunk.length - 1) {
    checkThrift(chunk, reader.offset)
    const header = parquetHeader(reader)
    const page = chunk.subarray(reader.offset, reader.offset + header.compressed_page_size)
    if (page.length !== header.compressed_page_size) throw new Error('a page is cut short')
    if (!(header.uncompressed_page_size <= MAX_PAGE_BYTES)) throw new Error('a page is too large')
    reader.offset += page.length
    const { data_page_header: v1, data_page_header_v2: v2, dictionary_page_header: dictionary } = header
    // Whatever it holds, a value of a dictionary has at least one byte.
    if (dictionary && !(dictionary.num_values >= 0 && dictionary.num_values <= header.uncompressed_page_size))
      throw new Error('its dictionary holds too many values')
    const data = v1 ?? v2
    if (!data) continue
    values += data.num_values
    if (!(data.num_values >= 0 && values <= column.num_values))
      throw new Error('its pages hold too many values')
    if (v2 && !(v2.num_nulls >= 0 && v2.num_nulls <= v2.num_values))
      throw new Error('a page holds more nulls than values')

    const decompress = (bytes: Uint8Array, size: number) =>
      decompressPage(bytes, size, column.codec, compressors)
    let rest = v1 ? decompress(page, header.uncompressed_page_size) : page
    const lengths = [v2?.repetition_levels_byte_length, v2?.definition_levels_byte_length]
    for (const [i, highest] of levels.entries()) {
      if (highest === 0) continue
      // In the older pages a length precedes the levels, in the newer ones the header has it.
      const start = v1 ? 4 : 0
      const length = lengths[i] ?? viewOf(rest).getUint32(0, true)
      checkRuns(rest.subarray(start, start + length), 32 - Math.clz32(highest), data.num_values)
      rest = rest.subarray(start + length)
    }
    if (v2 && v2.is_compressed !== false) {
      const [repetition = 0, definition = 0] = lengths
      rest = decompress(rest, header.uncompressed_page_size - repetition - definition)
    }
    if (data.encoding.endsWith('DICTIONARY')) checkRuns(rest.subarray(1), rest[0], data.num_values)
    else if (data.encoding === 'RLE') checkRuns(rest.subarray(4), 1, data.num_values)
    else if (data.encoding === 'DELTA_BYTE_ARRAY') checkPrefixes(rest, data.num_values - (v2?.num_nulls ?? 0))
  }
  if (values < rows) throw new Error('its pages hold too few values')
}

/** Run-length and bit-packed runs of `width` bits: none may reach beyond `limit` values, packing aside. */
function checkRuns(bytes: Uint8Array, width: number, limit: number): void {
  const reader = { view: viewOf(bytes), offset: 0 }
  for (let seen = 0; seen < limit && reader.offset < bytes.length;) {
    const header = readVarInt(reader)
    const packed = (header & 1) === 1
    seen += packed ? 8 * (header >>> 1) : header >>> 1
    reader.offset += packed ? width * (header >>> 1) : Math.ceil(width / 8)
    if (seen > limit + (packed ? 7 : 0)) throw new Error('a run is too long')
  }
}

/** Each text is a length of the one before it and some more: a few bytes a text can make every one a million long. */
function checkPrefixes(bytes: Uint8Array, count: number): void {
  const prefixes = new Int32Array(count)
  deltaBinaryUnpack({ view: viewOf(bytes), offset: 0 }, count, prefixes)
  let total = 0
  for (const length of prefixes) total += length
  if (!(total <= MAX_PAGE_BYTES) || prefixes.some((length) => length < 0))
    throw new Error('its texts are too long')
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
