import { rowLength } from './arithmetic/attention.js'
import type { WeightTensor } from './checkpoint.js'
import { innerSize, isAdaptive, type ModelConfig } from './config.js'
import type { ConditionMemory } from './inferenceCondition.js'
import { groupRows } from './inferenceGroups.js'

const PAGE = 65536
/** Bytes of a cache line: products are slower by a twentieth where rows of weights begin in the middle of one. */
const LINE = 64

/** Numbers in WebAssembly memory, handed out in order. */
export class Arena {
  readonly memory: WebAssembly.Memory
  #used = LINE
  constructor(bytes: number) {
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) + 1 })
  }
  bytes(count: number): number {
    const address = this.#used
    this.#used += Math.ceil(count / LINE) * LINE
    return address
  }
  floats(count: number, values?: ArrayLike<number>): Float32Array {
    const array = new Float32Array(this.memory.buffer, this.bytes(4 * count), count)
    if (values) array.set(values)
    return array
  }
}

/** More than the steps of a group, each of which an adaptive model has features of; a plain one has none. */
const conditionRows = (config: ModelConfig, rows: number): number => (isAdaptive(config) ? rows : 0)

/** Columns of the widest rows that a linear layer fills, but for attention's. */
const widest = (config: ModelConfig): number => Math.max(innerSize(config), config.act_dim)

/** Numbers of the largest weight, which is packed from here. */
export function scratchSize(config: ModelConfig): number {
  const { hidden_size: H, state_dim: S, act_dim: A } = config
  return Math.max(H, S, A) * Math.max(3 * H, innerSize(config))
}

/** The activations of one group, used again for the next. */
export class Activations implements ConditionMemory {
  readonly features: Float32Array
  /** [rows, H]: the residual stream */
  readonly x: Float32Array
  /** [rows, H] */
  readonly normal: Float32Array
  /** [rows, 3H]: query, key, value */
  readonly packed: Float32Array
  /** [rows, inner], or what a head answers */
  readonly wide: Float32Array
  /** [heads, tokens, tokens] of one lane */
  readonly probabilities: Float32Array
  /** [lanes, H] */
  readonly last: Float32Array
  /** [rows, H] */
  readonly returnFeatures: Float32Array
  /** [rows, 2H]: scale, shift */
  readonly modulation: Float32Array

  constructor(arena: Arena, config: ModelConfig, lanes: number, contextLength: number) {
    const { hidden_size: H, state_dim: S, act_dim: A, n_head } = config
    const tokens = 3 * contextLength - 1
    const rows = groupRows(lanes, tokens)
    this.features = arena.floats(contextLength * Math.max(S, A))
    this.x = arena.floats(rows * H)
    this.normal = arena.floats(rows * H)
    this.packed = arena.floats(rows * 3 * H)
    this.wide = arena.floats(rows * widest(config))
    this.probabilities = arena.floats(n_head * tokens * rowLength(tokens))
    this.last = arena.floats(lanes * H)
    this.returnFeatures = arena.floats(conditionRows(config, rows) * H)
    this.modulation = arena.floats(conditionRows(config, rows) * 2 * H)
  }
}

/** Bytes for weights, plain and packed, activations, and the arithmetic's own workspace. */
export function memoryFor(
  config: ModelConfig,
  weights: ReadonlyMap<string, WeightTensor>,
  lanes: number,
  contextLength: number,
): number {
  const { hidden_size: H, state_dim: S, act_dim: A, n_head } = config
  const inner = innerSize(config)
  const tokens = 3 * contextLength - 1
  let values = 0
  for (const { data } of weights.values()) values += data.length + 8 * Math.max(H, inner) + 16
  const rows = groupRows(lanes, tokens)
  const activations =
    rows * (5 * H + widest(config)) +
    conditionRows(config, rows) * 3 * H +
    n_head * tokens * rowLength(tokens) +
    lanes * H
  const scratch = scratchSize(config) + contextLength * Math.max(S, A)
  return 4 * (values + activations + scratch + 256) + 2_000_000
}
