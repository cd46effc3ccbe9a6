import { expect, it } from 'vitest'
import {
  againstTarget,
  formatFinish,
  headline,
  laneLabel,
  ordinal,
} from '../../../../src/app/panels/play/figures.js'

it('writes finishing times and places as a race shows them', () => {
  expect([12.345, 59.999, 62.345].map(formatFinish)).toEqual(['12.35 s', '60.00 s', '1:02.35'])
  expect([1, 2, 3, 4, 6].map(ordinal)).toEqual(['1st', '2nd', '3rd', '4th', '6th'])
})

it('names a lane with the skill that it was asked for', () => {
  expect(laneLabel('You', undefined)).toBe('You')
  expect(laneLabel('Cheetah', { skill: 70, targetReturn: 3900 })).toBe('Cheetah 70')
})

it('compares what was earned with what is asked for by now', () => {
  expect(againstTarget({ return: 80, targetSoFar: 100 })).toEqual({ share: 0.8, difference: -20 })
  expect(againstTarget({ return: 80, targetSoFar: undefined }).share).toBeUndefined()
  expect(againstTarget({ return: 80, targetSoFar: 0 }).share).toBeUndefined()
})

it('says how it went in a few words', () => {
  const you = (place: number, finishTime?: number) => ({ human: true, name: 'You', place, finishTime })
  const bot = (place: number) => ({ human: false, name: 'Cheetah', place, finishTime: 9 })
  expect(headline([you(1, 8), bot(2)])).toBe('You win!')
  expect(headline([bot(1), you(2, 12)])).toBe('You come in 2nd')
  expect(headline([bot(1), bot(2), you(3)])).toBe('Time is up: 3rd')
  expect(headline([bot(1), bot(2)])).toBe('Cheetah wins')
  expect(headline([you(1, 8)])).toBe('Home!')
  expect(headline([you(1)])).toBe('Time is up')
})
