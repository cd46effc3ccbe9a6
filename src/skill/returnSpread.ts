import type { Generator } from '../gym/index.js'
import { InputError } from '../platform/index.js'

/** Neighbours in return among which a skill is drawn, so that no single lucky episode decides. */
const NEIGHBOURS = 4
/** How far from a known skill the next one may lie, as a share of the range of skills. */
const JITTER = 0.02

/**
 * What is known so far of which skill brings which return. A gait need not get better evenly, nor always do the same:
 * the next skill for a wanted return is drawn near those whose episodes came closest to it.
 */
export class ReturnSpread {
  readonly #known: { skill: number; achieved: number }[] = []
  readonly #low: number
  readonly #high: number

  /** Skills lie between `low` and `high`. */
  constructor([low, high]: readonly [number, number]) {
    this.#low = low
    this.#high = high
  }

  add(skill: number, achieved: number): void {
    this.#known.push({ skill, achieved })
  }

  /** Smallest and largest return seen. Throws `InputError` where they are one, or where there is none. */
  range(): [number, number] {
    if (this.#known.length === 0)
      throw new InputError(
        'every episode of the survey ended in a fall: narrow --skill-range, lower --noise or keep falls',
      )
    const returns = this.#known.map(({ achieved }) => achieved)
    const range: [number, number] = [Math.min(...returns), Math.max(...returns)]
    if (!(range[0] < range[1]))
      throw new InputError(
        `every skill between ${this.#low} and ${this.#high} brings the same return: record without --stratify`,
      )
    return range
  }

  skillFor(target: number, random: Generator): number {
    const nearest = this.#known
      .toSorted((a, b) => Math.abs(a.achieved - target) - Math.abs(b.achieved - target))
      .slice(0, NEIGHBOURS)
    const { skill } = nearest[random.integer(nearest.length)]
    const jitter = JITTER * (this.#high - this.#low)
    return Math.min(this.#high, Math.max(this.#low, skill + random.uniform(-jitter, jitter)))
  }
}
