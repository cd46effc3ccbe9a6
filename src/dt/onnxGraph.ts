import { type Bytes, bytesField, concat, floatField, integerField, textField } from './protobuf.js'

/** Names of values in the graph. */
export type Value = string
type Attribute = number | { float: number } | readonly number[] | Bytes

const FLOAT = 1
const INT64 = 7
/** Kinds of `AttributeProto`. */
const KIND = { float: 1, int: 2, tensor: 4, ints: 7 }

function tensorProto(name: string, shape: readonly number[], type: number, data: ArrayBufferView): Bytes {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const dimensions = shape.map((size) => integerField(1, size))
  return concat([...dimensions, integerField(2, type), textField(8, name), bytesField(9, raw)])
}

function attributeProto(name: string, value: Attribute): Bytes {
  const typed = (kind: number, content: Bytes) =>
    concat([textField(1, name), content, integerField(20, kind)])
  if (typeof value === 'number') return typed(KIND.int, integerField(3, value))
  if (value instanceof Uint8Array) return typed(KIND.tensor, bytesField(5, value))
  if ('float' in value) return typed(KIND.float, floatField(2, value.float))
  return typed(KIND.ints, concat(value.map((each) => integerField(8, each))))
}

/** A size, or the name of one that is free. */
export type Dimension = number | string

function valueInfo(name: string, type: number, shape: readonly Dimension[]): Bytes {
  const dimensions = shape.map((size) =>
    bytesField(1, typeof size === 'number' ? integerField(1, size) : textField(2, size)),
  )
  const tensorType = concat([integerField(1, type), bytesField(2, concat(dimensions))])
  return concat([textField(1, name), bytesField(2, bytesField(1, tensorType))])
}

/** Builds an ONNX model node by node; values are passed by name. */
export class OnnxGraph {
  readonly #nodes: Bytes[] = []
  readonly #initializers: Bytes[] = []
  readonly #inputs: Bytes[] = []
  readonly #outputs: Bytes[] = []
  readonly #constants = new Map<string, Value>()
  #count = 0

  input(name: string, type: 'float32' | 'int64', shape: readonly Dimension[]): Value {
    this.#inputs.push(valueInfo(name, type === 'int64' ? INT64 : FLOAT, shape))
    return name
  }

  output(name: string, from: Value, shape: readonly Dimension[]): void {
    this.#nodes.push(
      bytesField(1, concat([textField(1, from), textField(2, name), textField(4, 'Identity')])),
    )
    this.#outputs.push(valueInfo(name, FLOAT, shape))
  }

  weight(name: string, shape: readonly number[], data: Float32Array): Value {
    this.#initializers.push(tensorProto(name, shape, FLOAT, data))
    return name
  }

  /** A constant list of integers; a scalar where `shape` is empty. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    const key = `${values}:${shape}`
    let name = this.#constants.get(key)
    if (name === undefined) {
      name = `const_${this.#constants.size}`
      this.#initializers.push(tensorProto(name, shape, INT64, BigInt64Array.from(values, BigInt)))
      this.#constants.set(key, name)
    }
    return name
  }

  scalar(value: number): Value {
    const name = `scalar_${this.#count++}`
    return this.weight(name, [], Float32Array.of(value))
  }

  /** A node with one output. */
  node(operator: string, inputs: readonly Value[], attributes: Record<string, Attribute> = {}): Value {
    return this.split(operator, inputs, attributes, 1)[0]
  }

  /** A node with several outputs. */
  split(
    operator: string,
    inputs: readonly Value[],
    attributes: Record<string, Attribute>,
    outputs: number,
  ): Value[] {
    const names = Array.from({ length: outputs }, () => `v${this.#count++}`)
    const parts = [
      ...inputs.map((input) => textField(1, input)),
      ...names.map((name) => textField(2, name)),
      textField(4, operator),
      ...Object.entries(attributes).map(([name, value]) => bytesField(5, attributeProto(name, value))),
    ]
    this.#nodes.push(bytesField(1, concat(parts)))
    return names
  }

  /** Ones of a shape that is itself a value. */
  ones(shape: Value): Value {
    return this.node('ConstantOfShape', [shape], { value: tensorProto('', [1], FLOAT, Float32Array.of(1)) })
  }

  /** The file: IR version 8, operators of version 17. */
  bytes(name: string, description: string): Bytes {
    const graph = concat([
      ...this.#nodes,
      textField(2, name),
      ...this.#initializers.map((tensor) => bytesField(5, tensor)),
      ...this.#inputs.map((input) => bytesField(11, input)),
      ...this.#outputs.map((output) => bytesField(12, output)),
    ])
    return concat([
      integerField(1, 8),
      textField(2, 'gaitway'),
      textField(6, description),
      bytesField(7, graph),
      bytesField(8, integerField(2, 17)),
    ])
  }
}
