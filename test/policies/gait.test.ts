import { expect, test } from 'vitest'
import { commandOf, interpolate, parseGait } from '../../src/policies/gait.js'
import { gaitNamed, gaitNames } from '../../src/policies/index.js'
import { bodyOf, hinges } from '../../src/sim/index.js'

const tiny = {
  kind: 'linear',
  envId: 'Tiny-v0',
  mean: [0, 0],
  deviation: [1, 2],
  posture: { angles: [0], stiffness: 0, damping: 0 },
  knots: [
    [0, 0, 0],
    [1, 0, 0.5],
  ],
  commandOfSkill: [0, 0.2, 1],
  origin: { command: 'by hand', seed: 0 },
}

test('a table is interpolated between its entries and held beyond its ends', () => {
  expect(interpolate([0, 10, 30], 0.25)).toBe(5)
  expect(interpolate([0, 10, 30], 0.75)).toBe(20)
  expect(interpolate([0, 10, 30], -1)).toBe(0)
  expect(interpolate([0, 10, 30], 2)).toBe(30)
})

test('skill is spread over commands by the gait’s own table', () => {
  const gait = parseGait(tiny, 'tiny')
  expect(commandOf(gait, 0)).toBe(0)
  expect(commandOf(gait, 50)).toBeCloseTo(0.2)
  expect(commandOf(gait, 75)).toBeCloseTo(0.6)
})

test('a gait file that does not fit is refused by name and key', () => {
  expect(() => parseGait({ ...tiny, speed: 3 }, 'tiny')).toThrow(/gait tiny, speed/)
  expect(() => parseGait({ ...tiny, mean: [0, 'x'] }, 'tiny')).toThrow(/gait tiny, mean\.1/)
  expect(() => parseGait({ ...tiny, knots: [[1, 2]] }, 'tiny')).toThrow(/do not fit 2 observations/)
})

test.each(gaitNames)('the shipped %s fits its body and says where it comes from', (name) => {
  const gait = gaitNamed(name)!
  const actions = hinges(bodyOf(gait.envId)).length
  expect(gait.posture.angles.length).toBe(actions)
  expect(gait.mean.length).toBe(2 * (3 + actions) - 1)
  expect(gait.origin.command).toMatch(/^npx gaitway tune/)
  expect(gait.origin.returns!.length).toBe(11)
  gait.commandOfSkill.reduce((last, command) => {
    expect(command).toBeGreaterThanOrEqual(last)
    return command
  })
})
