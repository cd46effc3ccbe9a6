import { checkCount, InputError } from '../platform/index.js'
import { log } from './logarithm.js'

/** Where a generator stands: four 32-bit words, plain JSON. */
export interface GeneratorState {
  algorithm: 'xoshiro128**'
  words: [number, number, number, number]
}

const TWO_TO_32 = 0x1_0000_0000
const TWO_TO_53 = 2 ** 53

/**
 * A small random generator that gives the same bits in every JavaScript engine: xoshiro128** (Blackman and Vigna,
 * "Scrambled linear pseudorandom number generators", 2021), period 2¹²⁸ − 1. It uses 32-bit integers, `+ − × ÷` and
 * `Math.sqrt` alone, all of which the language defines exactly; `Math.log` and its kin differ between engines.
 */
export class Generator {
  #words = new Uint32Array(4)

  /** `seed`: a whole number from 0 to 2⁵³ − 1. Near seeds give unrelated streams. Throws `InputError` for others. */
  constructor(seed: number) {
    checkSeed(seed)
    fill(this.#words, seed >>> 0, Math.floor(seed / TWO_TO_32))
  }

  static fromState(state: GeneratorState): Generator {
    const generator = new Generator(0)
    generator.state = state
    return generator
  }

  get state(): GeneratorState {
    const [a, b, c, d] = this.#words
    return { algorithm: 'xoshiro128**', words: [a, b, c, d] }
  }

  set state(state: GeneratorState) {
    const { algorithm, words } = state
    if (
      algorithm !== 'xoshiro128**' ||
      words?.length !== 4 ||
      !words.every(isWord) ||
      words.every((w) => w === 0)
    )
      throw new InputError(
        `generator state: expected {algorithm: 'xoshiro128**', words: four 32-bit integers, not all zero}, got ${JSON.stringify(state)}`,
      )
    this.#words.set(words)
  }

  /** The next 32 random bits, as a whole number. */
  bits(): number {
    const s = this.#words
    const scrambled = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0
    const shifted = s[1] << 9
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = rotateLeft(s[3], 11)
    return scrambled
  }

  /** Uniform in [low, high), 53 random bits. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * fraction(this.bits(), this.bits())
  }

  /** Normally distributed, by Marsaglia's polar method (Marsaglia and Bray, 1964). */
  normal(mean = 0, deviation = 1): number {
    for (;;) {
      const x = this.uniform(-1, 1)
      const y = this.uniform(-1, 1)
      const square = x * x + y * y
      if (square > 0 && square < 1) return mean + deviation * x * Math.sqrt((-2 * log(square)) / square)
    }
  }

  /** Exponentially distributed with this mean. */
  exponential(mean = 1): number {
    return -mean * log(1 - this.uniform())
  }

  /** A whole number in [0, n), each as likely as the others; n at most 2⁵³ − 1. */
  integer(n: number): number {
    checkCount('integer(n): n', n)
    // Draws from the uneven rest at the top would favour small numbers, so they are thrown back.
    const range = n <= TWO_TO_32 ? TWO_TO_32 : TWO_TO_53
    const limit = range - (range % n)
    for (;;) {
      const draw = range === TWO_TO_32 ? this.bits() : this.uniform() * TWO_TO_53
      if (draw < limit) return draw % n
    }
  }

  /** Shuffles in place (Fisher and Yates) and returns the same array. */
  shuffle<T extends { readonly length: number; [index: number]: unknown }>(items: T): T {
    for (let last = items.length - 1; last > 0; last--) {
      const chosen = this.integer(last + 1)
      const swapped = items[last]
      items[last] = items[chosen]
      items[chosen] = swapped
    }
    return items
  }

  /** A generator of its own stream; this one moves on by two draws, so forks differ and repeat with the seed. */
  fork(): Generator {
    const child = new Generator(0)
    fill(child.#words, this.bits(), this.bits())
    return child
  }

  /** `count` forks. */
  spawn(count: number): Generator[] {
    return Array.from({ length: count }, () => this.fork())
  }
}

/** 53 of the bits of two 32-bit words, as a number in [0, 1). */
export function fraction(high: number, low: number): number {
  return ((high >>> 5) * 0x400_0000 + (low >>> 6)) / TWO_TO_53
}

/** A generator for this seed; without one, for a random seed. */
export function createGenerator(seed: number = randomSeed()): Generator {
  return new Generator(seed)
}

/** A seed from the machine's entropy, below 2³² so that every format can keep it. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]
}

/** Throws `InputError` unless `seed` is one that `createGenerator` and `reset` take. */
export function checkSeed(seed: unknown): asserts seed is number {
  if (!Number.isSafeInteger(seed) || (seed as number) < 0)
    throw new InputError(`seed: expected a whole number from 0 to 2^53 - 1, got ${String(seed)}`)
}

function isWord(word: number): boolean {
  return Number.isInteger(word) && word === word >>> 0
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

/** Spreads 64 seed bits over the four words: each half runs through its own SplitMix-style counter and mixer. */
function fill(words: Uint32Array, low: number, high: number): void {
  let counter = mix(low) ^ Math.imul(high, 0x85eb_ca6b)
  for (let index = 0; index < 4; index++) {
    counter = (counter + 0x9e37_79b9) | 0
    words[index] = mix(counter ^ mix(high + index))
  }
  if (words.every((word) => word === 0)) words[0] = 1
}

/** A 32-bit finaliser in which every input bit reaches every output bit (MurmurHash3's shape, constants by Wellons). */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x21f0_aaad)
  word = Math.imul(word ^ (word >>> 15), 0x735a_2d97)
  return (word ^ (word >>> 15)) >>> 0
}
