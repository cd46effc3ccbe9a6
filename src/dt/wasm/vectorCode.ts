import {
  type Code,
  f32x4,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  v128,
  when,
  whileLoop,
} from './assembler.js'
import { defineLayerNorm, defineLayerNormGradient } from './normCode.js'
import { defineSoftmax } from './softmaxCode.js'
import { forVectors } from './vectorLoops.js'

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
