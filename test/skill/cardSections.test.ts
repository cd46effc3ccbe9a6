import { describe, expect, it } from 'vitest'
import { withoutSection, withSection, withTitle } from '../../src/skill/cardSections.js'

const card = `---
license: mit
---

# Cheetah

What it is.
`

describe('a section of a card', () => {
  it('is added once and then replaced, and what stands around it stays', () => {
    const once = withSection(card, 'calibration', 'first curve')
    const twice = withSection(`${once}\nwritten by hand\n`, 'calibration', 'second curve')
    expect(once).toContain('first curve')
    expect(twice).toContain('second curve')
    expect(twice).not.toContain('first curve')
    expect(twice).toContain('written by hand')
    expect(twice.startsWith(card.trimEnd())).toBe(true)
  })

  it('loses a part that no longer holds, and nothing else', () => {
    const two = withSection(withSection(card, 'certificate', 'the verdict'), 'calibration', 'a curve')
    const one = withoutSection(two, 'certificate')
    expect(one).not.toContain('the verdict')
    expect(one).toBe(withSection(card, 'calibration', 'a curve').trimEnd() + '\n')
    expect(withoutSection(withoutSection(two, 'calibration'), 'certificate')).toBe(`${card.trimEnd()}\n`)
    expect(withoutSection(card, 'certificate')).toBe(card)
  })

  it('gets another title, and keeps its first lines for the Hub', () => {
    const mine = withTitle(card, 'my $& cheetah')
    expect(mine).toContain('\n# my $& cheetah\n')
    expect(mine).not.toContain('\n# Cheetah\n')
    expect(mine.split('\n# ')[0]).toBe(card.split('\n# ')[0])
    expect(mine.split('\n').length).toBe(card.split('\n').length)
  })
})
