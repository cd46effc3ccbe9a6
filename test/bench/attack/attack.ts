import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Generator } from '../../../src/gym/index.js'

/** What one attack gets: a folder of its own, and chance that the same seed repeats. */
export interface Arena {
  /** Empty at the beginning, removed at the end. */
  folder: string
  random: Generator
  /** How often to try: the first in the full form, the second in the short one that runs with the tests. */
  tries(full: number, short: number): number
}

export interface Outcome {
  /** One line with what was tried and what came of it. */
  figures: string
  /** What was lost, let in, frozen or left half done, in words; empty when the promise held. */
  faults: string[]
}

/** One kind of misfortune or malice, done to the built program as it is shipped. */
export interface Attack {
  name: string
  run(arena: Arena): Promise<Outcome>
}

/** Runs `attack` in a folder that is gone afterwards. */
export async function carryOut(
  attack: Attack,
  { random, short }: { random: Generator; short: boolean },
): Promise<Outcome & { seconds: number }> {
  const folder = await mkdtemp(join(tmpdir(), `gaitway-attack-`))
  const began = performance.now()
  try {
    const outcome = await attack.run({ folder, random, tries: (full, few) => (short ? few : full) })
    return { ...outcome, seconds: (performance.now() - began) / 1000 }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Milliseconds, at random: where in the middle of something the blow falls. */
export async function waitUpTo(most: number, random: Generator): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, random.uniform(0, most)))
}
