import { parseArgs } from 'node:util'
import { createGenerator } from '../../src/gym/index.js'
import { carryOut } from './attack/attack.js'
import { attacks } from './attack/index.js'

/**
 * Attacks the built program: kills, races, malformed calls, damaged files, a full disk. One line each with what was
 * tried; a broken promise is named below it and makes the command fail. Options: `--short`, `--seed N`, and the
 * beginnings of names to choose by.
 */
export default async function attack(options: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...options],
    allowPositionals: true,
    options: { short: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
  })
  const chosen = attacks.filter(
    ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  )
  const random = createGenerator(Number(values.seed))
  for (const one of chosen) {
    const { figures, faults, seconds } = await carryOut(one, { random: random.fork(), short: values.short })
    console.log(`${one.name}: ${figures} (${seconds.toFixed(0)} s)${faults.length > 0 ? ' BROKEN' : ''}`)
    for (const fault of faults.slice(0, 10)) console.log(`  ${fault}`)
    if (faults.length > 10) console.log(`  … and ${faults.length - 10} more`)
    if (faults.length > 0) process.exitCode = 1
  }
}
