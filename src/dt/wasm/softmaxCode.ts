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
  type Scope,
  v128,
  when,
  whileLoop,
} from './assembler.js'
import { addTo, forPairs, forVectors, loadPair } from './vectorLoops.js'

const FLOAT = 4

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
export function defineSoftmax(module: ModuleBuilder): void {
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
              x.set(f64x2.mul(f64x2.sub(loadPair(pointer), top), factor)),
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
            [v128.storeHalf(pointer, f64x2.toFloats(f64x2.mul(loadPair(pointer), total)))],
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
          forVectors(end, [pp, pd], [addTo(sum, f32x4.mul(v128.load(pp), v128.load(pd)))]),
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
