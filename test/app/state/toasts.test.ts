import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Toasts } from '../../../src/app/state/toasts.js'

const messages = (toasts: Toasts) => toasts.shown.value.map((toast) => toast.message)

describe('Toasts', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('go by themselves', () => {
    const toasts = new Toasts()
    toasts.show({ message: 'Saved.' })
    expect(messages(toasts)).toEqual(['Saved.'])
    vi.advanceTimersByTime(5000)
    expect(messages(toasts)).toEqual([])
  })

  it('stay long enough to be acted on when there is something to undo', () => {
    const toasts = new Toasts()
    toasts.show({ message: 'Deleted.', action: { label: 'Undo', run: () => {} } })
    vi.advanceTimersByTime(9000)
    expect(messages(toasts)).toEqual(['Deleted.'])
  })

  it('never cover the window: the oldest gives way', () => {
    const toasts = new Toasts()
    for (const message of ['one', 'two', 'three', 'four', 'five']) toasts.show({ message })
    expect(messages(toasts)).toEqual(['two', 'three', 'four', 'five'])
  })

  it("say an error in the error's own words", () => {
    const toasts = new Toasts()
    toasts.error('Could not save', new Error('the disk is full'))
    expect(toasts.shown.value[0]).toMatchObject({
      tone: 'danger',
      message: 'Could not save: the disk is full',
    })
  })
})
