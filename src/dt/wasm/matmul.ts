import type { Matrix } from '../arithmetic/arithmetic.js'
import { TILE_COLUMNS, TILE_ROWS } from './matmulCode.js'

const FLOAT = 4
/** Terms of the sum taken at a time: a packed panel of B (8 KB) stays in the first-level cache. */
const BLOCK = 256
/** Rows of a transposed A packed at a time. */
const PACKED_ROWS = 1024

export interface MatmulFunctions {
  panelRows(...args: number[]): void
  panelPacked(...args: number[]): void
  packPanel(to: number, from: number, fromRow: number, k: number, columns: number): void
  packTransposed(to: number, toStep: number, from: number, fromRow: number, k: number, columns: number): void
  packTiles(to: number, from: number, fromRow: number, k: number, m: number): void
}

/** Bytes of workspace that `matmul` wants: a panel of B, a tile, a row of zeros, packed rows of A. */
export const MATMUL_WORKSPACE =
  (BLOCK * TILE_COLUMNS + TILE_ROWS * TILE_COLUMNS + TILE_COLUMNS + BLOCK * PACKED_ROWS) * FLOAT

const address = ({ data, offset }: Matrix): number => data.byteOffset + offset * FLOAT

/**
 * C[m × n] = start + A[m × k] · B[k × n] for matrices in the memory of `f`. Panels of eight columns of B are packed,
 * then every row tile of A runs against the panel. B and a transposed A are copied once for each block of `BLOCK`
 * terms, so any layout reaches the same speed.
 */
export function matmul(
  f: MatmulFunctions,
  workspace: number,
  m: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  c: Matrix,
  start?: Matrix,
): void {
  if (a.transposed && m > PACKED_ROWS) {
    for (let row = 0; row < m; row += PACKED_ROWS) {
      const down = (matrix: Matrix): Matrix => ({ ...matrix, offset: matrix.offset + row * matrix.stride })
      const rows = Math.min(PACKED_ROWS, m - row)
      const part = { ...a, offset: a.offset + row }
      matmul(f, workspace, rows, n, k, part, b, down(c), start && down(start))
    }
    return
  }
  const ownPanel = workspace
  const scratch = ownPanel + BLOCK * TILE_COLUMNS * FLOAT
  const zeros = scratch + TILE_ROWS * TILE_COLUMNS * FLOAT
  const tiles = zeros + TILE_COLUMNS * FLOAT
  const [aAddress, bAddress, cAddress] = [address(a), address(b), address(c)]
  const [aRow, cRow] = [a.stride * FLOAT, c.stride * FLOAT]
  const startAddress = start ? address(start) : 0
  for (let from = 0; from < k; from += BLOCK) {
    const terms = Math.min(BLOCK, k - from)
    if (a.transposed) f.packTiles(tiles, aAddress + from * aRow, aRow, terms, m)
    const left = a.transposed ? tiles : aAddress + from * FLOAT
    const run = a.transposed ? f.panelPacked : f.panelRows
    for (let column = 0; column < n; column += TILE_COLUMNS) {
      const columns = Math.min(TILE_COLUMNS, n - column)
      let panel = ownPanel
      if (b.packed) panel = bAddress + packedOffset(n, from, column, terms) * FLOAT
      else packPanel(f, b, from, column, terms, columns, panel)
      const target = cAddress + column * FLOAT
      let begin = zeros
      let beginRow = 0
      if (from > 0) {
        begin = target
        beginRow = cRow
      } else if (start) {
        begin = startAddress + column * FLOAT
        beginRow = start.stride * FLOAT
      }
      run(left, aRow, panel, begin, beginRow, target, cRow, m, terms, columns, scratch)
    }
  }
}

/** Columns `column` … + 7 of terms `from` … of B, one term after another; columns beyond the end are zero. */
function packPanel(
  f: MatmulFunctions,
  b: Matrix,
  from: number,
  column: number,
  terms: number,
  columns: number,
  to: number,
): void {
  const row = b.stride * FLOAT
  if (b.transposed) {
    f.packTransposed(to, TILE_COLUMNS * FLOAT, address(b) + column * row + from * FLOAT, row, terms, columns)
  } else f.packPanel(to, address(b) + from * row + column * FLOAT, row, terms, columns)
}

/** Where the panel of a packed matrix begins: blocks of terms, in them panels. */
const packedOffset = (n: number, from: number, column: number, terms: number): number =>
  from * paddedColumns(n) + column * terms

const paddedColumns = (n: number): number => Math.ceil(n / TILE_COLUMNS) * TILE_COLUMNS

/** Values of a packed k × n matrix. */
export const packedSize = (k: number, n: number): number => k * paddedColumns(n)

/** Packs a right-hand side [k × n] once for many products; `to` has `packedSize` values, zeros before. */
export function packMatrix(f: MatmulFunctions, k: number, n: number, b: Matrix, to: Float32Array): Matrix {
  for (let from = 0; from < k; from += BLOCK) {
    const terms = Math.min(BLOCK, k - from)
    for (let column = 0; column < n; column += TILE_COLUMNS) {
      const target = to.byteOffset + packedOffset(n, from, column, terms) * FLOAT
      packPanel(f, b, from, column, terms, Math.min(TILE_COLUMNS, n - column), target)
    }
  }
  return { data: to, offset: 0, stride: 0, packed: true }
}
