import type { Arithmetic } from '../arithmetic/arithmetic.js'
import { loops } from '../arithmetic/loops.js'
import { ModuleBuilder } from './assembler.js'
import { matmul, MATMUL_WORKSPACE, type MatmulFunctions } from './matmul.js'
import { defineMatmul } from './matmulCode.js'

let compiled: WebAssembly.Module | undefined

function compile(): WebAssembly.Module {
  const module = new ModuleBuilder()
  defineMatmul(module)
  return (compiled ??= new WebAssembly.Module(module.bytes()))
}

/**
 * `Arithmetic` in 128-bit WebAssembly for arrays that lie in `memory`.
 *
 * @param allocate gives the address of so many bytes, once, while this is made
 */
export function simdArithmetic(memory: WebAssembly.Memory, allocate: (bytes: number) => number): Arithmetic {
  const functions = new WebAssembly.Instance(compile(), { env: { memory } })
    .exports as unknown as MatmulFunctions
  const workspace = allocate(MATMUL_WORKSPACE + 16) + 15
  const aligned = workspace - (workspace % 16)
  new Float32Array(memory.buffer, aligned, MATMUL_WORKSPACE / 4).fill(0)
  return {
    ...loops,
    matmul: (m, n, k, a, b, c, start) => matmul(functions, aligned, m, n, k, a, b, c, start),
  }
}
