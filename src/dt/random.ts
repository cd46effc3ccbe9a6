import { cosine, fraction, log } from '../gym/index.js'
import { hash } from './arithmetic/dropoutHash.js'

/**
 * A counter-based generator: the same key gives the same numbers in every JavaScript engine, so a training that stops
 * at step s needs no state to draw step s + 1 as it would have. `Generator` of `gym`, which an episode draws from, has a
 * state instead and other streams; every trained model began with these.
 */
export class Random {
  readonly #key: number
  #counter = 0
  constructor(...key: number[]) {
    this.#key = key.reduce((mixed, part) => hash((mixed ^ hash((part + 0x9e3779b9) >>> 0)) >>> 0), 0)
  }

  #next(): number {
    return hash((this.#key + Math.imul(hash(this.#counter++), 0x9e3779b1)) >>> 0)
  }

  /** In [0, 1), 53 bits. */
  uniform(): number {
    return fraction(this.#next(), this.#next())
  }

  /** 0 … count − 1 */
  integer(count: number): number {
    return Math.floor(this.uniform() * count)
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * log(1 - this.uniform())) * cosine(2 * Math.PI * this.uniform())
  }
}
