import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'

/** A Parquet file as somebody else might have written it: columns by name, lists as deep as the values are. */
export function foreignParquet(
  columns: Record<string, unknown[]>,
  { rowGroupSize = 2, codec = 'SNAPPY' as const } = {},
): Uint8Array {
  const schema: SchemaElement[] = [
    { name: 'schema', num_children: Object.keys(columns).length },
    ...Object.entries(columns).flatMap(([name, values]) => elements(name, values[0])),
  ]
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data }))
  return new Uint8Array(parquetWriteBuffer({ schema, columnData, rowGroupSize, codec }))
}

function elements(name: string, value: unknown): SchemaElement[] {
  if (Array.isArray(value))
    return [
      { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...elements('element', value[0]),
    ]
  const type = { number: 'DOUBLE', boolean: 'BOOLEAN', bigint: 'INT64', string: 'BYTE_ARRAY' } as const
  return [
    {
      name,
      repetition_type: 'OPTIONAL',
      type: type[typeof value as keyof typeof type],
      ...(typeof value === 'string' && { converted_type: 'UTF8' }),
    },
  ]
}

/** The four classic columns of one or more little episodes; `changes` replace whole columns. */
export function classicColumns(changes: Record<string, unknown[]> = {}): Record<string, unknown[]> {
  return {
    observations: [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [[7, 8]],
    ],
    actions: [[[0.5], [0.25], [0]], [[1]]],
    rewards: [[1, 2, 3], [4]],
    dones: [[false, false, true], [false]],
    ...changes,
  }
}
