import { expect, it } from 'vitest'
import { stopSignals } from '../../src/cli/stopSignals.js'

function listen() {
  const heard: string[] = []
  let time = 0
  const stop = stopSignals(
    { ask: ({ name, message }) => heard.push(`${name}: ${message}`), end: () => heard.push('ended') },
    () => time,
  )
  return { heard, at: (milliseconds: number) => ((time = milliseconds), stop('stopped by Ctrl-C')) }
}

it('the first press asks the command to stop', () => {
  const { heard, at } = listen()
  at(0)
  expect(heard).toEqual(['AbortError: stopped by Ctrl-C'])
})

it('one press that arrives twice, from the terminal and through npx, counts once', () => {
  const { heard, at } = listen()
  at(0)
  at(3)
  expect(heard).toHaveLength(1)
})

it('a second press ends the command at once', () => {
  const { heard, at } = listen()
  at(0)
  at(2000)
  expect(heard.at(-1)).toBe('ended')
})
