import { expect, it } from 'vitest'
import { checkLicense } from '../../src/data/index.js'

it('takes the licences as the Hub spells them', () => {
  for (const license of ['mit', 'apache-2.0', 'cc-by-4.0', 'openrail++', 'other']) checkLicense(license)
})

it.each([
  ['GPL 3', 'gpl-3.0'],
  ['MIT', 'mit'],
  ['Apache 2.0', 'apache-2.0'],
  ['CC BY 4.0', 'cc-by-4.0'],
  ['apache2', 'apache-2.0'],
])('refuses %s, and names %s', (wrong, meant) => {
  expect(() => checkLicense(wrong)).toThrow(`"${wrong}" is none that the Hub knows: did you mean ${meant}?`)
})

it('shows no more of a long one than a line holds', () => {
  expect(() => checkLicense('x'.repeat(10_000))).toThrow(/^.{0,300}$/)
})
