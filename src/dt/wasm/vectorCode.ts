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
      const forPairs = (pointers: Local[], body: Code[]) =>
        whileLoop(i32.lessThan(pointers[0], end), [...body, ...pointers.map((each) => each.advance(V / 2))])
      return [
        whileLoop(rows, [
          end.set(i32.add(x, rowBytes)),
          pointer.set(x),
          mean.set(f64x2.splat(f64.constant(0))),
          forPairs([pointer], [mean.set(f64x2.add(mean, load(pointer)))]),
          mean.set(f64x2.splat(f64.div(f64x2.sum(mean), columns))),
          pointer.set(x),
          r.set(f64x2.splat(f64.constant(0))),
          forPairs(
            [pointer],
            [value.set(f64x2.sub(load(pointer), mean)), r.set(f64x2.add(r, f64x2.mul(value, value)))],
          ),
          r.set(
            f64x2.splat(f64.div(f64.constant(1), f64.sqrt(f64.add(f64.div(f64x2.sum(r), columns), epsilon)))),
          ),
          g.set(gain),
          b.set(bias),
          forPairs(
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

/** Cephes' `expf`: e^x = 2^n · e^r, |r| ≤ ½ ln 2, relative error below 2e-7. Changes `x`; x ≤ 88. */
function exponential(scope: Scope, x: Local, y: Local): Code[] {
  const n = scope.local('v128')
  const LOG2_E = Math.LOG2E
  const [LN2_HIGH, LN2_LOW] = [0.693359375, -2.1219444e-4]
  const [first, ...rest] = [
    1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
  ]
  const times = (factor: number) => f32x4.mul(n, f32x4.constant(factor))
  return [
    x.set(f32x4.max(x, f32x4.constant(-87.3))),
    n.set(f32x4.nearest(f32x4.mul(x, f32x4.constant(LOG2_E)))),
    x.set(f32x4.sub(f32x4.sub(x, times(LN2_HIGH)), times(LN2_LOW))),
    y.set(f32x4.constant(first)),
    ...rest.map((coefficient) => y.set(f32x4.add(f32x4.mul(y, x), f32x4.constant(coefficient)))),
    y.set(f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(x, x)), x), f32x4.constant(1))),
    y.set(f32x4.mul(y, i32x4.shl(i32x4.add(f32x4.toInt(n), i32x4.constant(127)), 23))),
  ]
}

/**
 * Rows of scores → p = softmax(scale · s) over the first `visible` columns, zeros after; `visible` grows by `every`
 * a row. Columns a multiple of 4, given in bytes. `limit` holds visible in every lane.
 */
function defineSoftmax(module: ModuleBuilder): void {
  module.define(
    'softmax',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'f32'],
    (scope, s, rows, rowBytes, visible, every, scale) => {
      const [pointer, end, rowEnd] = [scope.local('i32'), scope.local('i32'), scope.local('i32')]
      const [lane, seen, high, total, x, e, factor] = Array.from({ length: 7 }, () => scope.local('v128'))
      const firstLanes = lane.set(i32x4.constants([0, 1, 2, 3]))
      const nextLanes = lane.set(i32x4.add(lane, i32x4.constant(4)))
      const isSeen = seen.set(i32x4.greaterThan(i32x4.splat(visible), lane))
      const LOWEST = -3.4028234e38
      return [
        factor.set(f32x4.splat(scale)),
        whileLoop(rows, [
          rowEnd.set(i32.add(s, rowBytes)),
          end.set(i32.add(s, i32.mul(visible, FLOAT))),
          pointer.set(s),
          high.set(f32x4.constant(LOWEST)),
          firstLanes,
          forVectors(
            end,
            [pointer],
            [
              isSeen,
              high.set(f32x4.max(high, v128.select(v128.load(pointer), f32x4.constant(LOWEST), seen))),
              nextLanes,
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
          pointer.set(s),
          total.set(f32x4.constant(0)),
          firstLanes,
          forVectors(
            end,
            [pointer],
            [
              isSeen,
              x.set(f32x4.mul(f32x4.sub(v128.load(pointer), high), factor)),
              ...exponential(scope, x, e),
              e.set(v128.and(e, seen)),
              add(total, e),
              v128.store(pointer, e),
              nextLanes,
            ],
          ),
          total.set(f32x4.splat(f32.div(f32.constant(1), f32x4.sum(total)))),
          forVectors(rowEnd, [pointer], [v128.store(pointer, f32x4.constant(0))]),
          pointer.set(s),
          forVectors(end, [pointer], [v128.store(pointer, f32x4.mul(v128.load(pointer), total))]),
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
  softmax(s: number, rows: number, rowBytes: number, visible: number, every: number, scale: number): void
  softmaxGradient(p: number, d: number, rows: number, rowBytes: number, scale: number): void
}
