import {
  type Code,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  type Operand,
  type Scope,
  v128,
  when,
  whileLoop,
} from './assembler.js'

/** Bytes of a vector. */
const V = 16
const FLOAT = 4

/** Runs `body` for the addresses from a local's value up to `end`, a vector at a time; others advance along. */
const forVectors = (end: Operand, pointers: readonly Local[], body: readonly Code[]): Code =>
  whileLoop(i32.lessThan(pointers[0], end), [...body, ...pointers.map((pointer) => pointer.advance(V))])

const add = (to: Local, value: Operand): Code => to.set(f32x4.add(to, value))

/** y = max(x, 0) and dx = dy where x > 0; `bytes` a multiple of 16. */
function defineRelu(module: ModuleBuilder): void {
  module.define('relu', ['i32', 'i32', 'i32'], (scope, x, y, bytes) => {
    const end = scope.local('i32')
    return [
      end.set(i32.add(x, bytes)),
      forVectors(end, [x, y], [v128.store(y, f32x4.max(v128.load(x), f32x4.constant(0)))]),
    ]
  })
  module.define('reluGradient', ['i32', 'i32', 'i32', 'i32'], (scope, x, dy, dx, bytes) => {
    const end = scope.local('i32')
    return [
      end.set(i32.add(x, bytes)),
      forVectors(
        end,
        [x, dy, dx],
        [v128.store(dx, v128.and(v128.load(dy), f32x4.greaterThan(v128.load(x), f32x4.constant(0))))],
      ),
    ]
  })
}

/** lowbias32 of `dropoutHash.ts` in four lanes, in place. */
const hash = (x: Local): Code[] => {
  const mix = (shift: number) => x.set(v128.xor(x, i32x4.shrUnsigned(x, shift)))
  const multiply = (factor: number) => x.set(i32x4.mul(x, i32x4.constant(factor)))
  return [mix(16), multiply(0x7feb352d), mix(15), multiply(0x846ca68b), mix(16)]
}

/**
 * y = residual + (hash(index ^ seed) >>> 8 ≥ threshold ? x · factor : 0), index counting from `base`; residual 0 for
 * none. `bytes` a multiple of 16.
 */
function defineDropout(module: ModuleBuilder): void {
  module.define(
    'dropout',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f32'],
    (scope, x, residual, y, bytes, base, seed, threshold, factor) => {
      const end = scope.local('i32')
      const index = scope.local('v128')
      const bits = scope.local('v128')
      const limit = scope.local('v128')
      const scale = scope.local('v128')
      const kept = scope.local('v128')
      const step: Code[] = [
        bits.set(v128.xor(index, i32x4.splat(seed))),
        ...hash(bits),
        kept.set(
          v128.and(f32x4.mul(v128.load(x), scale), i32x4.greaterThan(i32x4.shrUnsigned(bits, 8), limit)),
        ),
        index.set(i32x4.add(index, i32x4.constant(4))),
      ]
      return [
        end.set(i32.add(x, bytes)),
        index.set(i32x4.add(i32x4.splat(base), i32x4.constants([0, 1, 2, 3]))),
        limit.set(i32x4.splat(i32.sub(threshold, 1))),
        scale.set(f32x4.splat(factor)),
        when(
          residual,
          [forVectors(end, [x, y, residual], [...step, v128.store(y, f32x4.add(v128.load(residual), kept))])],
          [forVectors(end, [x, y], [...step, v128.store(y, kept)])],
        ),
      ]
    },
  )
}

/** Mean of a row into `mean`, 1 / √(variance + ε) into `r`, both in every lane. */
function statistics(
  scope: Scope,
  x: Local,
  rowBytes: Local,
  columns: Local,
  epsilon: Local,
  mean: Local,
  r: Local,
): Code[] {
  const pointer = scope.local('i32')
  const end = scope.local('i32')
  const difference = scope.local('v128')
  return [
    end.set(i32.add(x, rowBytes)),
    pointer.set(x),
    mean.set(f32x4.constant(0)),
    forVectors(end, [pointer], [add(mean, v128.load(pointer))]),
    mean.set(f32x4.splat(f32.div(f32x4.sum(mean), columns))),
    pointer.set(x),
    r.set(f32x4.constant(0)),
    forVectors(
      end,
      [pointer],
      [difference.set(f32x4.sub(v128.load(pointer), mean)), add(r, f32x4.mul(difference, difference))],
    ),
    r.set(f32x4.splat(f32.div(f32.constant(1), f32.sqrt(f32.add(f32.div(f32x4.sum(r), columns), epsilon))))),
  ]
}

/** The same two floats at a time. */
const forPairs = (end: Operand, pointers: readonly Local[], body: readonly Code[]): Code =>
  whileLoop(i32.lessThan(pointers[0], end), [...body, ...pointers.map((pointer) => pointer.advance(V / 2))])

/** Two floats in double precision. */
const load = (address: Local): Code => f64x2.fromFloats(v128.loadHalf(address))

/**
 * `Arithmetic.layerNorm`, in double precision: what follows may stand on the edge of a relu. Columns even, given as
 * a number and in bytes.
 */
function defineLayerNorm(module: ModuleBuilder): void {
  module.define(
    'layerNorm',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f64', 'f64'],
    (scope, x, gain, bias, y, rows, rowBytes, columns, epsilon) => {
      const [mean, r, value] = [scope.local('v128'), scope.local('v128'), scope.local('v128')]
      const [end, pointer, g, b] = Array.from({ length: 4 }, () => scope.local('i32'))
      return [
        whileLoop(rows, [
          end.set(i32.add(x, rowBytes)),
          pointer.set(x),
          mean.set(f64x2.splat(f64.constant(0))),
          forPairs(end, [pointer], [mean.set(f64x2.add(mean, load(pointer)))]),
          mean.set(f64x2.splat(f64.div(f64x2.sum(mean), columns))),
          pointer.set(x),
          r.set(f64x2.splat(f64.constant(0))),
          forPairs(
            end,
            [pointer],
            [value.set(f64x2.sub(load(pointer), mean)), r.set(f64x2.add(r, f64x2.mul(value, value)))],
          ),
          r.set(
            f64x2.splat(f64.div(f64.constant(1), f64.sqrt(f64.add(f64.div(f64x2.sum(r), columns), epsilon)))),
          ),
          g.set(gain),
          b.set(bias),
          forPairs(
            end,
            [x, y, g, b],
            [
              value.set(f64x2.mul(f64x2.mul(f64x2.sub(load(x), mean), r), load(g))),
              v128.storeHalf(y, f64x2.toFloats(f64x2.add(value, load(b)))),
            ],
          ),
          rows.set(i32.sub(rows, 1)),
        ]),
      ]
    },
  )
}

/** `Arithmetic.layerNormGradient`; columns a multiple of 4, given as a number and in bytes. */
function defineLayerNormGradient(module: ModuleBuilder): void {
  module.define(
    'layerNormGradient',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f32', 'f32'],
    (scope, x, gain, dy, dx, dGain, dBias, rows, rowBytes, columns, epsilon) => {
      const [mean, r, h, d, normal, meanH, meanHX] = Array.from({ length: 7 }, () => scope.local('v128'))
      const [end, px, pdy, g, pg, pb] = Array.from({ length: 6 }, () => scope.local('i32'))
      const normalised = normal.set(f32x4.mul(f32x4.sub(v128.load(px), mean), r))
      return [
        whileLoop(rows, [
          ...statistics(scope, x, rowBytes, columns, epsilon, mean, r),
          end.set(i32.add(x, rowBytes)),
          px.set(x),
          pdy.set(dy),
          g.set(gain),
          pg.set(dGain),
          pb.set(dBias),
          meanH.set(f32x4.constant(0)),
          meanHX.set(f32x4.constant(0)),
          forVectors(
            end,
            [px, pdy, g, pg, pb],
            [
              d.set(v128.load(pdy)),
              normalised,
              v128.store(pb, f32x4.add(v128.load(pb), d)),
              v128.store(pg, f32x4.add(v128.load(pg), f32x4.mul(d, normal))),
              h.set(f32x4.mul(d, v128.load(g))),
              add(meanH, h),
              add(meanHX, f32x4.mul(h, normal)),
            ],
          ),
          meanH.set(f32x4.splat(f32.div(f32x4.sum(meanH), columns))),
          meanHX.set(f32x4.splat(f32.div(f32x4.sum(meanHX), columns))),
          px.set(x),
          pdy.set(dy),
          g.set(gain),
          forVectors(
            end,
            [px, pdy, g, dx],
            [
              normalised,
              h.set(f32x4.mul(v128.load(pdy), v128.load(g))),
              v128.store(dx, f32x4.mul(r, f32x4.sub(f32x4.sub(h, meanH), f32x4.mul(normal, meanHX)))),
            ],
          ),
          x.advance(rowBytes),
          dy.advance(rowBytes),
          rows.set(i32.sub(rows, 1)),
        ]),
      ]
    },
  )
}

/** y[j] += Σ_i x[i, j]; columns a multiple of 4. `addRow` adds one row to every row. */
function defineColumnSums(module: ModuleBuilder): void {
  module.define('columnSums', ['i32', 'i32', 'i32', 'i32'], (scope, x, y, rows, rowBytes) => {
    const [end, to] = [scope.local('i32'), scope.local('i32')]
    return [
      whileLoop(rows, [
        end.set(i32.add(x, rowBytes)),
        to.set(y),
        forVectors(end, [x, to], [v128.store(to, f32x4.add(v128.load(to), v128.load(x)))]),
        rows.set(i32.sub(rows, 1)),
      ]),
    ]
  })
  module.define('addRow', ['i32', 'i32', 'i32', 'i32'], (scope, x, row, rows, rowBytes) => {
    const [end, from] = [scope.local('i32'), scope.local('i32')]
    return [
      whileLoop(rows, [
        end.set(i32.add(x, rowBytes)),
        from.set(row),
        forVectors(end, [x, from], [v128.store(x, f32x4.add(v128.load(x), v128.load(from)))]),
        rows.set(i32.sub(rows, 1)),
      ]),
    ]
  })
}

/** e^x = 2ⁿ · e^r with |r| ≤ ½ ln 2 and Taylor's first ten terms: exact to a float. Changes `x`. */
function exponential(scope: Scope, x: Local, y: Local): Code[] {
  const n = scope.local('v128')
  const terms = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((k) => {
    let factorial = 1
    for (let i = 2; i <= k; i++) factorial *= i
    return 1 / factorial
  })
  return [
    x.set(f64x2.max(x, f64x2.constant(-200))),
    n.set(f64x2.nearest(f64x2.mul(x, f64x2.constant(Math.LOG2E)))),
    x.set(f64x2.sub(x, f64x2.mul(n, f64x2.constant(Math.LN2)))),
    y.set(f64x2.constant(terms[0])),
    ...terms.slice(1).map((term) => y.set(f64x2.add(f64x2.mul(y, x), f64x2.constant(term)))),
    y.set(f64x2.mul(y, f64x2.powerOfTwo(n))),
  ]
}

/**
 * Rows of scores → p = softmax(scale · s) over the first `visible` columns, zeros after; `visible` grows by `every`
 * a row. `keys` has −1 for a column that counts and 0 for one that does not. Columns a multiple of 4, in bytes. In
 * double precision, as the norm and for the same reason.
 */
function defineSoftmax(module: ModuleBuilder): void {
  const LOWEST = -3.4028234e38
  module.define(
    'softmax',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f64'],
    (scope, s, rows, rowBytes, visible, every, keys, scale) => {
      const [pointer, key, end, rowEnd] = Array.from({ length: 4 }, () => scope.local('i32'))
      const [lane, seen, high, top, total, x, e, factor] = Array.from({ length: 8 }, () =>
        scope.local('v128'),
      )
      return [
        factor.set(f64x2.splat(scale)),
        whileLoop(rows, [
          rowEnd.set(i32.add(s, rowBytes)),
          end.set(i32.add(s, i32.mul(i32.and(i32.add(visible, 3), -4), FLOAT))),
          // Scores that do not count become the lowest number.
          pointer.set(s),
          key.set(keys),
          high.set(f32x4.constant(LOWEST)),
          lane.set(i32x4.constants([0, 1, 2, 3])),
          forVectors(
            end,
            [pointer, key],
            [
              seen.set(v128.and(i32x4.greaterThan(i32x4.splat(visible), lane), v128.load(key))),
              x.set(v128.select(v128.load(pointer), f32x4.constant(LOWEST), seen)),
              v128.store(pointer, x),
              high.set(f32x4.max(high, x)),
              lane.set(i32x4.add(lane, i32x4.constant(4))),
            ],
          ),
          high.set(
            f32x4.splat(
              f32.max(
                f32.max(f32x4.lane(high, 0), f32x4.lane(high, 1)),
                f32.max(f32x4.lane(high, 2), f32x4.lane(high, 3)),
              ),
            ),
          ),
          top.set(f64x2.fromFloats(high)),
          pointer.set(s),
          total.set(f64x2.constant(0)),
          forPairs(
            end,
            [pointer],
            [
              x.set(f64x2.mul(f64x2.sub(load(pointer), top), factor)),
              ...exponential(scope, x, e),
              total.set(f64x2.add(total, e)),
              v128.storeHalf(pointer, f64x2.toFloats(e)),
            ],
          ),
          forVectors(rowEnd, [pointer], [v128.store(pointer, f32x4.constant(0))]),
          total.set(f64x2.splat(f64.div(f64.constant(1), f64x2.sum(total)))),
          // Where nothing can be seen, all shares are 0.
          when(f32.lessThan(f32x4.lane(high, 0), f32.constant(-1e38)), [total.set(f64x2.constant(0))]),
          pointer.set(s),
          forPairs(
            end,
            [pointer],
            [v128.storeHalf(pointer, f64x2.toFloats(f64x2.mul(load(pointer), total)))],
          ),
          s.set(rowEnd),
          visible.advance(every),
          rows.set(i32.sub(rows, 1)),
        ]),
      ]
    },
  )
  module.define(
    'softmaxGradient',
    ['i32', 'i32', 'i32', 'i32', 'f32'],
    (scope, p, d, rows, rowBytes, scale) => {
      const [pp, pd, end] = [scope.local('i32'), scope.local('i32'), scope.local('i32')]
      const [sum, factor] = [scope.local('v128'), scope.local('v128')]
      return [
        factor.set(f32x4.splat(scale)),
        whileLoop(rows, [
          end.set(i32.add(p, rowBytes)),
          pp.set(p),
          pd.set(d),
          sum.set(f32x4.constant(0)),
          forVectors(end, [pp, pd], [add(sum, f32x4.mul(v128.load(pp), v128.load(pd)))]),
          sum.set(f32x4.splat(f32x4.sum(sum))),
          forVectors(
            end,
            [p, d],
            [v128.store(d, f32x4.mul(f32x4.mul(v128.load(p), f32x4.sub(v128.load(d), sum)), factor))],
          ),
          rows.set(i32.sub(rows, 1)),
        ]),
      ]
    },
  )
}

/** Adds the functions that work on vectors one after another. */
export function defineVectors(module: ModuleBuilder): void {
  defineRelu(module)
  defineDropout(module)
  defineLayerNorm(module)
  defineLayerNormGradient(module)
  defineColumnSums(module)
  defineSoftmax(module)
}

/** What `defineVectors` exports; numbers are addresses, counts of bytes and values in the order of the docstrings. */
export interface VectorFunctions {
  relu(x: number, y: number, bytes: number): void
  reluGradient(x: number, dy: number, dx: number, bytes: number): void
  dropout(
    x: number,
    residual: number,
    y: number,
    bytes: number,
    base: number,
    seed: number,
    threshold: number,
    factor: number,
  ): void
  layerNorm(
    x: number,
    gain: number,
    bias: number,
    y: number,
    rows: number,
    rowBytes: number,
    columns: number,
    epsilon: number,
  ): void
  layerNormGradient(
    x: number,
    gain: number,
    dy: number,
    dx: number,
    dGain: number,
    dBias: number,
    rows: number,
    rowBytes: number,
    columns: number,
    epsilon: number,
  ): void
  columnSums(x: number, y: number, rows: number, rowBytes: number): void
  addRow(x: number, row: number, rows: number, rowBytes: number): void
  softmax(
    s: number,
    rows: number,
    rowBytes: number,
    visible: number,
    every: number,
    keys: number,
    scale: number,
  ): void
  softmaxGradient(p: number, d: number, rows: number, rowBytes: number, scale: number): void
}
