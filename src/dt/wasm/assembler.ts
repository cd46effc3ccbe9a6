/**
 * A small WebAssembly assembler: just enough of the binary format to write number-crunching loops with 128-bit
 * vectors as TypeScript expressions. Instructions are arrays of bytes, and operators nest as in a formula:
 *
 *     sum.set(f32x4.add(sum, f32x4.mul(load(a), load(b))))
 *
 * Writing the code with code lets a kernel be unrolled for any tile size, and leaves no binary in the repository.
 * Binary format: https://webassembly.github.io/spec/core/binary/
 */
export type Code = readonly number[]
export type ValueType = 'i32' | 'f32' | 'f64' | 'v128'

const TYPE: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b }

/** "\0asm", version 1. */
const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = []
  do {
    const rest = value >>> 7
    bytes.push((value & 0x7f) | (rest ? 0x80 : 0))
    value = rest
  } while (value)
  return bytes
}

/** Signed LEB128 of a 32-bit integer. */
function signed(value: number): number[] {
  const bytes: number[] = []
  for (;;) {
    const byte = value & 0x7f
    value >>= 7
    if ((value === 0 && !(byte & 0x40)) || (value === -1 && byte & 0x40)) return [...bytes, byte]
    bytes.push(byte | 0x80)
  }
}

const list = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()]
const section = (id: number, content: Code): number[] => [id, ...unsigned(content.length), ...content]
const text = (value: string): number[] => list([...new TextEncoder().encode(value)].map((byte) => [byte]))

/** A parameter or local variable; used as an expression it reads itself. */
export class Local {
  constructor(
    readonly index: number,
    readonly type: ValueType,
  ) {}
  get get(): Code {
    return [0x20, ...unsigned(this.index)]
  }
  set(value: Operand): Code {
    return [...code(value), 0x21, ...unsigned(this.index)]
  }
  /** `this += by`, for addresses and counters. */
  advance(by: Operand): Code {
    return this.set(i32.add(this, by))
  }
}

/** A local, an instruction sequence, or an i32 constant. */
export type Operand = Local | Code | number
export const code = (operand: Operand): Code =>
  operand instanceof Local
    ? operand.get
    : typeof operand === 'number'
      ? [0x41, ...signed(operand | 0)]
      : operand

type Unary = (a: Operand) => Code
type Binary = (a: Operand, b: Operand) => Code
const unary =
  (...opcode: number[]): Unary =>
  (a) => [...code(a), ...opcode]
const binary =
  (...opcode: number[]): Binary =>
  (a, b) => [...code(a), ...code(b), ...opcode]
/** Vector instructions are a prefix and a LEB128 number. */
const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)]
/** Memory argument: alignment hint 4 bytes, constant offset. */
const at = (offset: number): number[] => [2, ...unsigned(offset)]

export const i32 = {
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  and: binary(0x71),
  or: binary(0x72),
  xor: binary(0x73),
  shl: binary(0x74),
  shr: binary(0x76),
  lessThan: binary(0x48),
  lessEqual: binary(0x4c),
  equals: binary(0x46),
  load: (address: Operand, offset = 0): Code => [...code(address), 0x28, ...at(offset)],
}

export const f32 = {
  constant: (value: number): Code => [0x43, ...new Uint8Array(new Float32Array([value]).buffer)],
  add: binary(0x92),
  sub: binary(0x93),
  mul: binary(0x94),
  div: binary(0x95),
  sqrt: unary(0x91),
  max: binary(0x97),
  lessThan: binary(0x5d),
  load: (address: Operand, offset = 0): Code => [...code(address), 0x2a, ...at(offset)],
  store: (address: Operand, value: Operand, offset = 0): Code => [
    ...code(address),
    ...code(value),
    0x38,
    ...at(offset),
  ],
}

export const f64 = {
  constant: (value: number): Code => [0x44, ...new Uint8Array(new Float64Array([value]).buffer)],
  sqrt: unary(0x9f),
  add: binary(0xa0),
  div: binary(0xa3),
}

export const v128 = {
  load: (address: Operand, offset = 0): Code => [...code(address), ...simd(0), ...at(offset)],
  /** One float, four times. */
  loadSplat: (address: Operand, offset = 0): Code => [...code(address), ...simd(9), ...at(offset)],
  store: (address: Operand, value: Operand, offset = 0): Code => [
    ...code(address),
    ...code(value),
    ...simd(11),
    ...at(offset),
  ],
  /** Two floats into the lower half. */
  loadHalf: (address: Operand, offset = 0): Code => [...code(address), ...simd(93), ...at(offset)],
  storeHalf: (address: Operand, value: Operand, offset = 0): Code => [
    ...code(address),
    ...code(value),
    ...simd(91),
    ...at(offset),
    0,
  ],
  /** Bits of `a` where the mask is 1, of `b` where it is 0. */
  select: (a: Operand, b: Operand, mask: Operand): Code => [
    ...code(a),
    ...code(b),
    ...code(mask),
    ...simd(82),
  ],
  and: binary(...simd(78)),
  andNot: binary(...simd(79)),
  or: binary(...simd(80)),
  xor: binary(...simd(81)),
}

export const f32x4 = {
  splat: unary(...simd(19)),
  constant: (value: number): Code => f32x4.splat(f32.constant(value)),
  lane: (vector: Operand, lane: number): Code => [...code(vector), ...simd(31), lane],
  lessThan: binary(...simd(67)),
  greaterThan: binary(...simd(68)),
  abs: unary(...simd(224)),
  neg: unary(...simd(225)),
  sqrt: unary(...simd(227)),
  add: binary(...simd(228)),
  sub: binary(...simd(229)),
  mul: binary(...simd(230)),
  div: binary(...simd(231)),
  min: binary(...simd(232)),
  max: binary(...simd(233)),
  nearest: unary(...simd(106)),
  fromInt: unary(...simd(250)),
  /** Truncates; saturates out of range, NaN becomes 0. */
  toInt: unary(...simd(248)),
  /** Sum of the four lanes. */
  sum: (vector: Local): Code =>
    f32.add(
      f32.add(f32x4.lane(vector, 0), f32x4.lane(vector, 1)),
      f32.add(f32x4.lane(vector, 2), f32x4.lane(vector, 3)),
    ),
}

/** Two numbers in double precision. */
export const f64x2 = {
  splat: unary(...simd(20)),
  add: binary(...simd(240)),
  sub: binary(...simd(241)),
  mul: binary(...simd(242)),
  max: binary(...simd(245)),
  nearest: unary(...simd(148)),
  constant: (value: number): Code => f64x2.splat(f64.constant(value)),
  /** 2ⁿ for whole n: the exponent's bits of a double. */
  powerOfTwo: (n: Operand): Code => {
    const integers: Code = [...code(n), ...simd(252), ...simd(199)]
    const bias: Code = [0x42, ...signed(1023), ...simd(18)]
    return [...integers, ...bias, ...simd(206), ...code(52), ...simd(203)]
  },
  /** Of the lower two floats. */
  fromFloats: unary(...simd(95)),
  /** As the lower two floats. */
  toFloats: unary(...simd(94)),
  /** Sum of both lanes. */
  sum: (vector: Local): Code => f64.add([...vector.get, ...simd(33), 0], [...vector.get, ...simd(33), 1]),
}

export const i32x4 = {
  splat: unary(...simd(17)),
  constant: (value: number): Code => i32x4.splat(value),
  constants: (values: readonly [number, number, number, number]): Code => [
    ...simd(12),
    ...new Uint8Array(new Int32Array(values).buffer),
  ],
  shl: binary(...simd(171)),
  shrUnsigned: binary(...simd(173)),
  add: binary(...simd(174)),
  sub: binary(...simd(177)),
  mul: binary(...simd(181)),
  greaterThan: binary(...simd(59)),
}

/** Runs `body` while `condition` holds; it is tested first. */
export const whileLoop = (condition: Operand, body: readonly Code[]): Code => [
  0x02,
  0x40,
  0x03,
  0x40,
  ...code(condition),
  0x45,
  0x0d,
  1,
  ...body.flat(),
  0x0c,
  0,
  0x0b,
  0x0b,
]
export const when = (condition: Operand, then: readonly Code[], otherwise: readonly Code[] = []): Code => [
  ...code(condition),
  0x04,
  0x40,
  ...then.flat(),
  ...(otherwise.length ? [0x05, ...otherwise.flat()] : []),
  0x0b,
]

interface Definition {
  parameters: ValueType[]
  result?: ValueType
  locals: ValueType[]
  body: Code
  exportAs?: string
}

/** Hands out the locals of one function while its body is written. */
export class Scope {
  readonly locals: ValueType[] = []
  readonly #parameterCount: number

  constructor(parameterCount: number) {
    this.#parameterCount = parameterCount
  }
  local(type: ValueType): Local {
    this.locals.push(type)
    return new Local(this.#parameterCount + this.locals.length - 1, type)
  }
}

/** A module of functions over one imported memory (`env.memory`). */
export class ModuleBuilder {
  readonly #definitions: Definition[] = []

  /**
   * Defines a function; `write` gets its parameters and returns its instructions. The answer calls it from other
   * functions of the module.
   */
  define(
    exportAs: string | undefined,
    parameters: readonly ValueType[],
    write: (scope: Scope, ...parameters: Local[]) => readonly Code[],
    result?: ValueType,
  ): (...args: Operand[]) => Code {
    const scope = new Scope(parameters.length)
    const body = write(scope, ...parameters.map((type, index) => new Local(index, type))).flat()
    const index = this.#definitions.length
    this.#definitions.push({ parameters: [...parameters], result, locals: scope.locals, body, exportAs })
    return (...args) => [...args.flatMap((argument) => code(argument)), 0x10, ...unsigned(index)]
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const types = this.#definitions.map(({ parameters, result }) => [
      0x60,
      ...list(parameters.map((type) => [TYPE[type]])),
      ...list(result ? [[TYPE[result]]] : []),
    ])
    const bodies = this.#definitions.map(({ locals, body }) => {
      const content = [...list(locals.map((type) => [1, TYPE[type]])), ...body, 0x0b]
      return [...unsigned(content.length), ...content]
    })
    const exported = this.#definitions.flatMap(({ exportAs }, index) =>
      exportAs ? [[...text(exportAs), 0, ...unsigned(index)]] : [],
    )
    return new Uint8Array([
      ...MAGIC_AND_VERSION,
      ...section(1, list(types)),
      ...section(2, list([[...text('env'), ...text('memory'), 2, 0, 0]])),
      ...section(3, list(types.map((_, index) => unsigned(index)))),
      ...section(7, list(exported)),
      ...section(10, list(bodies)),
    ])
  }
}
