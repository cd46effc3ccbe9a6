import {
  type Code,
  f32,
  f32x4,
  i32,
  type Local,
  type ModuleBuilder,
  type Scope,
  v128,
  whileLoop,
  when,
} from './assembler.js'

/** Rows of a register tile: 6 × 8 sums take 12 of the 16 vector registers of x64. */
export const TILE_ROWS = 6
/** Columns of a register tile, two vectors of four floats. */
export const TILE_COLUMNS = 8
const FLOAT = 4
const UNROLL = 4

/** How the rows of A lie in memory: consecutive along k, or packed tile by tile with the rows of one k together. */
type Layout = 'rows' | 'packed'

/**
 * One register tile: for r < rows, j < 8
 *
 *     c[r, j] = start[r, j] + Σ_k a[r, k] · b[k, j]
 *
 * with b packed (8 floats a k). `columns` < 8 stores only so many, through `scratch`.
 */
function defineTile(module: ModuleBuilder, rows: number, layout: Layout) {
  return module.define(
    undefined,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    (scope, a, aRow, b, start, startRow, c, cRow, k, columns, scratch) => {
      const sums = Array.from({ length: rows }, () => [scope.local('v128'), scope.local('v128')])
      const left = scope.local('v128')
      const right = scope.local('v128')
      const broadcast = scope.local('v128')
      const end = scope.local('i32')
      const rowPointers = layout === 'rows' ? Array.from({ length: rows }, () => scope.local('i32')) : []

      const step = (u: number): Code[] => [
        left.set(v128.load(b, u * TILE_COLUMNS * FLOAT)),
        right.set(v128.load(b, (u * TILE_COLUMNS + 4) * FLOAT)),
        ...sums.flatMap(([low, high], r) => [
          broadcast.set(
            layout === 'rows'
              ? v128.loadSplat(rowPointers[r], u * FLOAT)
              : v128.loadSplat(a, (u * rows + r) * FLOAT),
          ),
          low.set(f32x4.add(low, f32x4.mul(broadcast, left))),
          high.set(f32x4.add(high, f32x4.mul(broadcast, right))),
        ]),
      ]
      const advance = (steps: number): Code[] => [
        b.advance(steps * TILE_COLUMNS * FLOAT),
        ...(layout === 'rows'
          ? rowPointers.map((pointer) => pointer.advance(steps * FLOAT))
          : [a.advance(steps * rows * FLOAT)]),
      ]
      return [
        ...rowPointers.map((pointer, r) => pointer.set(r === 0 ? a : i32.add(rowPointers[r - 1], aRow))),
        when(i32.lessThan(columns, TILE_COLUMNS), [
          copyColumns(scope, start, startRow, scratch, TILE_COLUMNS * FLOAT, rows, columns),
          start.set(scratch),
          startRow.set(TILE_COLUMNS * FLOAT),
        ]),
        ...sums.flatMap(([low, high], r) => [
          low.set(v128.load(start)),
          high.set(v128.load(start, 4 * FLOAT)),
          ...(r < rows - 1 ? [start.advance(startRow)] : []),
        ]),
        end.set(i32.add(b, i32.mul(i32.and(k, -UNROLL), TILE_COLUMNS * FLOAT))),
        whileLoop(i32.lessThan(b, end), [
          ...Array.from({ length: UNROLL }, (_, u) => step(u)).flat(),
          ...advance(UNROLL),
        ]),
        end.set(i32.add(b, i32.mul(i32.and(k, UNROLL - 1), TILE_COLUMNS * FLOAT))),
        whileLoop(i32.lessThan(b, end), [...step(0), ...advance(1)]),
        when(
          i32.lessThan(columns, TILE_COLUMNS),
          [
            ...sums.flatMap(([low, high], r) => [
              v128.store(scratch, low, r * TILE_COLUMNS * FLOAT),
              v128.store(scratch, high, (r * TILE_COLUMNS + 4) * FLOAT),
            ]),
            copyColumns(scope, scratch, TILE_COLUMNS * FLOAT, c, cRow, rows, columns),
          ],
          sums.flatMap(([low, high], r) => [
            v128.store(c, low),
            v128.store(c, high, 4 * FLOAT),
            ...(r < rows - 1 ? [c.advance(cRow)] : []),
          ]),
        ),
      ]
    },
  )
}

/** Copies `columns` floats of every row. */
function copyColumns(
  scope: Scope,
  from: Local,
  fromRow: Local | number,
  to: Local,
  toRow: Local | number,
  rows: number,
  columns: Local,
): Code {
  const source = scope.local('i32')
  const target = scope.local('i32')
  const end = scope.local('i32')
  return Array.from({ length: rows }, (_, r) => [
    source.set(i32.add(from, i32.mul(fromRow, r))),
    target.set(i32.add(to, i32.mul(toRow, r))),
    end.set(i32.add(source, i32.mul(columns, FLOAT))),
    whileLoop(i32.lessThan(source, end), [
      f32.store(target, f32.load(source)),
      source.advance(FLOAT),
      target.advance(FLOAT),
    ]),
  ]).flat(2)
}

/** All row tiles of A against one packed panel of B: c[m × columns]. */
function definePanel(module: ModuleBuilder, name: string, layout: Layout) {
  const tiles = Array.from({ length: TILE_ROWS }, (_, index) => defineTile(module, index + 1, layout))
  module.define(
    name,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    (_scope, a, aRow, b, start, startRow, c, cRow, m, k, columns, scratch) => {
      const run = (rows: number) => [
        tiles[rows - 1](a, aRow, b, start, startRow, c, cRow, k, columns, scratch),
        a.advance(layout === 'rows' ? i32.mul(aRow, rows) : i32.mul(k, rows * FLOAT)),
        start.advance(i32.mul(startRow, rows)),
        c.advance(i32.mul(cRow, rows)),
        m.set(i32.sub(m, rows)),
      ]
      return [
        whileLoop(i32.lessThan(TILE_ROWS - 1, m), run(TILE_ROWS)),
        ...Array.from({ length: TILE_ROWS - 1 }, (_, index) => TILE_ROWS - 1 - index).map((rows) =>
          when(i32.equals(m, rows), run(rows)),
        ),
      ]
    },
  )
}

/** Copies k rows of `columns` ≤ 8 floats into a panel of 8 floats a row, the rest zero. */
function definePackPanel(module: ModuleBuilder) {
  module.define('packPanel', ['i32', 'i32', 'i32', 'i32', 'i32'], (scope, to, from, fromRow, k, columns) => {
    const end = scope.local('i32')
    const index = scope.local('i32')
    return [
      end.set(i32.add(to, i32.mul(k, TILE_COLUMNS * FLOAT))),
      whileLoop(i32.lessThan(to, end), [
        when(
          i32.lessThan(columns, TILE_COLUMNS),
          [
            v128.store(to, f32x4.constant(0)),
            v128.store(to, f32x4.constant(0), 4 * FLOAT),
            index.set(0),
            whileLoop(i32.lessThan(index, i32.mul(columns, FLOAT)), [
              f32.store(i32.add(to, index), f32.load(i32.add(from, index))),
              index.advance(FLOAT),
            ]),
          ],
          [v128.store(to, v128.load(from)), v128.store(to, v128.load(from, 4 * FLOAT), 4 * FLOAT)],
        ),
        to.advance(TILE_COLUMNS * FLOAT),
        from.advance(fromRow),
      ]),
    ]
  })
}

/** to[k, j] = from[j, k]: a panel of Bᵀ; `toStep` floats a k, so that rows of A are packed by it as well. */
function definePackTransposed(module: ModuleBuilder) {
  module.define(
    'packTransposed',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    (scope, to, toStep, from, fromRow, k, columns) => {
      const end = scope.local('i32')
      const source = scope.local('i32')
      const target = scope.local('i32')
      return [
        whileLoop(i32.lessThan(0, columns), [
          source.set(from),
          target.set(to),
          end.set(i32.add(from, i32.mul(k, FLOAT))),
          whileLoop(i32.lessThan(source, end), [
            f32.store(target, f32.load(source)),
            source.advance(FLOAT),
            target.advance(toStep),
          ]),
          from.advance(fromRow),
          to.advance(FLOAT),
          columns.set(i32.sub(columns, 1)),
        ]),
      ]
    },
  )
}

/** to[tile][k][r] = from[k, tile·rows + r]: the rows of Aᵀ that the packed tiles read. */
function definePackTiles(module: ModuleBuilder) {
  module.define('packTiles', ['i32', 'i32', 'i32', 'i32', 'i32'], (scope, to, from, fromRow, k, m) => {
    const row = scope.local('i32')
    const source = scope.local('i32')
    const rows = scope.local('i32')
    const index = scope.local('i32')
    return [
      whileLoop(i32.lessThan(0, m), [
        rows.set(TILE_ROWS),
        when(i32.lessThan(m, TILE_ROWS), [rows.set(m)]),
        source.set(from),
        row.set(0),
        whileLoop(i32.lessThan(row, k), [
          index.set(0),
          whileLoop(i32.lessThan(index, i32.mul(rows, FLOAT)), [
            f32.store(i32.add(to, index), f32.load(i32.add(source, index))),
            index.advance(FLOAT),
          ]),
          to.advance(i32.mul(rows, FLOAT)),
          source.advance(fromRow),
          row.advance(1),
        ]),
        from.advance(TILE_ROWS * FLOAT),
        m.set(i32.sub(m, TILE_ROWS)),
      ]),
    ]
  })
}

/** Adds the functions that `matmul.ts` drives. */
export function defineMatmul(module: ModuleBuilder): void {
  definePanel(module, 'panelRows', 'rows')
  definePanel(module, 'panelPacked', 'packed')
  definePackPanel(module)
  definePackTransposed(module)
  definePackTiles(module)
}
