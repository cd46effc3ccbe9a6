import type { SchemaElement } from 'hyparquet'
import { type Episode, episodeReturn } from './episode.js'

/**
 * A dataset's columns. Scalars come first: the Hub's viewer then shows them first, and they lie together in the
 * file, so that a list of episodes is read without their matrices.
 */
interface Column {
  name: string
  kind: 'string' | 'integer' | 'double' | 'boolean' | 'strings' | 'booleans' | 'floats' | 'matrix'
  /** The row's value; undefined is null. Lists are plain arrays: the writer takes no typed ones. */
  value: (episode: Episode) => unknown
}

export const columns: readonly Column[] = [
  { name: 'episode_id', kind: 'integer', value: (episode) => BigInt(episode.episodeId) },
  { name: 'env_id', kind: 'string', value: (episode) => episode.envId },
  { name: 'level', kind: 'string', value: (episode) => episode.level },
  { name: 'seed', kind: 'integer', value: (episode) => BigInt(episode.seed) },
  { name: 'controller', kind: 'string', value: (episode) => episode.controller },
  { name: 'length', kind: 'integer', value: (episode) => BigInt(episode.length) },
  { name: 'return', kind: 'double', value: episodeReturn },
  { name: 'terminated', kind: 'boolean', value: (episode) => episode.terminated },
  { name: 'truncated', kind: 'boolean', value: (episode) => episode.truncated },
  { name: 'env_options', kind: 'string', value: (episode) => JSON.stringify(episode.envOptions) },
  {
    name: 'reset_options',
    kind: 'string',
    value: ({ resetOptions }) => resetOptions && JSON.stringify(resetOptions),
  },
  { name: 'source', kind: 'string', value: (episode) => episode.source },
  {
    name: 'start_step',
    kind: 'integer',
    value: ({ startStep }) => (startStep === undefined ? undefined : BigInt(startStep)),
  },
  {
    name: 'observations',
    kind: 'matrix',
    value: (episode) => toRows(episode.observations, episode.observationSize),
  },
  { name: 'actions', kind: 'matrix', value: (episode) => toRows(episode.actions, episode.actionSize) },
  { name: 'rewards', kind: 'floats', value: (episode) => Array.from(episode.rewards) },
  {
    name: 'dones',
    kind: 'booleans',
    value: ({ length, terminated }) => Array.from({ length }, (_, t) => terminated && t === length - 1),
  },
  {
    name: 'applied_actions',
    kind: 'matrix',
    value: ({ appliedActions, actionSize }) => appliedActions && toRows(appliedActions, actionSize),
  },
  {
    name: 'actors',
    kind: 'strings',
    value: ({ actors, controllers }) => actors && Array.from(actors, (actor) => controllers?.[actor]),
  },
  {
    name: 'final_observation',
    kind: 'floats',
    value: ({ finalObservation }) => (finalObservation.length > 0 ? Array.from(finalObservation) : undefined),
  },
]

/** The columns that existing Decision Transformer code reads, and the only ones a dataset must have. */
export const classicColumns = ['observations', 'actions', 'rewards', 'dones'] as const

export const isScalar = ({ kind }: Column) => ['string', 'integer', 'double', 'boolean'].includes(kind)
export const columnNames: readonly string[] = columns.map(({ name }) => name)
export const scalarColumns: readonly string[] = columns.filter(isScalar).map(({ name }) => name)
export const firstListColumn = scalarColumns.length

function toRows(matrix: Float32Array, width: number): number[][] {
  const rows: number[][] = []
  for (let start = 0; start < matrix.length; start += width)
    rows.push(Array.from(matrix.subarray(start, start + width)))
  return rows
}

const leaves: Record<string, Omit<SchemaElement, 'name'>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  float: { type: 'FLOAT' },
}

function leaf(name: string, type: string): SchemaElement[] {
  return [{ name, repetition_type: 'OPTIONAL', ...leaves[type] }]
}

/** The three-level LIST of the Parquet specification, as pyarrow writes and expects it. */
function list(name: string, element: SchemaElement[]): SchemaElement[] {
  return [
    {
      name,
      repetition_type: 'OPTIONAL',
      num_children: 1,
      converted_type: 'LIST',
      logical_type: { type: 'LIST' },
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...element,
  ]
}

function elementsOf({ name, kind }: Column): SchemaElement[] {
  switch (kind) {
    case 'matrix':
      return list(name, list('element', leaf('element', 'float')))
    case 'floats':
      return list(name, leaf('element', 'float'))
    case 'booleans':
      return list(name, leaf('element', 'boolean'))
    case 'strings':
      return list(name, leaf('element', 'string'))
    default:
      return leaf(name, kind)
  }
}

/** Spelled out, because a schema guessed from nested arrays would store them as JSON text. */
export const parquetSchema: SchemaElement[] = [
  { name: 'schema', num_children: columns.length },
  ...columns.flatMap(elementsOf),
]

/** Splitting floats by byte lets the compressor see the slowly changing exponents. */
export function encodingOf({ kind }: Column): 'BYTE_STREAM_SPLIT' | undefined {
  return kind === 'matrix' || kind === 'floats' ? 'BYTE_STREAM_SPLIT' : undefined
}
