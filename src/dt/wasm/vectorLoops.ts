import { type Code, f32x4, f64x2, i32, type Local, type Operand, v128, whileLoop } from './assembler.js'

/** Bytes of a vector. */
const V = 16

/** Runs `body` for the addresses from a local's value up to `end`, four floats at a time; others advance along. */
export const forVectors = (end: Operand, pointers: readonly Local[], body: readonly Code[]): Code =>
  whileLoop(i32.lessThan(pointers[0], end), [...body, ...pointers.map((pointer) => pointer.advance(V))])

/** The same two floats at a time. */
export const forPairs = (end: Operand, pointers: readonly Local[], body: readonly Code[]): Code =>
  whileLoop(i32.lessThan(pointers[0], end), [...body, ...pointers.map((pointer) => pointer.advance(V / 2))])

/** Two floats in double precision. */
export const loadPair = (address: Local): Code => f64x2.fromFloats(v128.loadHalf(address))

/** `to += value` */
export const addTo = (to: Local, value: Operand): Code => to.set(f32x4.add(to, value))
