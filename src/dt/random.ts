import { hash } from './arithmetic/dropoutHash.js'

/**
 * A small counter-based generator: the same key gives the same numbers, so a training that stops at step s needs no
 * state to draw step s + 1 as it would have.
 */
export class Random {
  private readonly key: number
  private counter = 0
  constructor(...key: number[]) {
    this.key = key.reduce((mixed, part) => hash((mixed ^ hash((part + 0x9e3779b9) >>> 0)) >>> 0), 0)
  }

  private next(): number {
    return hash((this.key + Math.imul(hash(this.counter++), 0x9e3779b1)) >>> 0)
  }

  /** In [0, 1), 53 bits. */
  uniform(): number {
    return ((this.next() >>> 5) * 0x4000000 + (this.next() >>> 6)) / 0x20000000000000
  }

  /** 0 … count − 1 */
  integer(count: number): number {
    return Math.floor(this.uniform() * count)
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }
}
