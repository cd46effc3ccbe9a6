import { describe, expect, it } from 'vitest'
import { formatSkills, MOST_BOTS, parseSkills } from '../../../src/app/state/skillsParam.js'

describe('skills in an address', () => {
  it('are read as they were written', () => {
    expect(parseSkills(formatSkills([10, 50, 90]))).toEqual([10, 50, 90])
    expect(parseSkills('0,100')).toEqual([0, 100])
  })

  it('leave out what is no skill, and more than can race', () => {
    expect(parseSkills('10,,fast,-1,101,50')).toEqual([10, 50])
    expect(parseSkills('1,2,3,4,5,6,7')).toHaveLength(MOST_BOTS)
    for (const nothing of [undefined, '', 'fast']) expect(parseSkills(nothing)).toBeUndefined()
  })
})
