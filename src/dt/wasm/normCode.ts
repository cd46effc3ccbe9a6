import {
  type Code,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  type Local,
  type ModuleBuilder,
  type Scope,
  v128,
  whileLoop,
} from './assembler.js'
import { addTo, forPairs, forVectors, loadPair } from './vectorLoops.js'

/**
 * `Arithmetic.layerNorm`, in double precision: what follows may stand on the edge of a relu. Columns even, given as
 * a number and in bytes.
 */
export function defineLayerNorm(module: ModuleBuilder): void {
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
          forPairs(end, [pointer], [mean.set(f64x2.add(mean, loadPair(pointer)))]),
          mean.set(f64x2.splat(f64.div(f64x2.sum(mean), columns))),
          pointer.set(x),
          r.set(f64x2.splat(f64.constant(0))),
          forPairs(
            end,
            [pointer],
            [value.set(f64x2.sub(loadPair(pointer), mean)), r.set(f64x2.add(r, f64x2.mul(value, value)))],
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
              value.set(f64x2.mul(f64x2.mul(f64x2.sub(loadPair(x), mean), r), loadPair(g))),
              v128.storeHalf(y, f64x2.toFloats(f64x2.add(value, loadPair(b)))),
            ],
          ),
          rows.set(i32.sub(rows, 1)),
        ]),
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
    forVectors(end, [pointer], [addTo(mean, v128.load(pointer))]),
    mean.set(f32x4.splat(f32.div(f32x4.sum(mean), columns))),
    pointer.set(x),
    r.set(f32x4.constant(0)),
    forVectors(
      end,
      [pointer],
      [difference.set(f32x4.sub(v128.load(pointer), mean)), addTo(r, f32x4.mul(difference, difference))],
    ),
    r.set(f32x4.splat(f32.div(f32.constant(1), f32.sqrt(f32.add(f32.div(f32x4.sum(r), columns), epsilon))))),
  ]
}

/** `Arithmetic.layerNormGradient`; columns a multiple of 4, given as a number and in bytes. */
export function defineLayerNormGradient(module: ModuleBuilder): void {
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
              addTo(meanH, h),
              addTo(meanHX, f32x4.mul(h, normal)),
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
