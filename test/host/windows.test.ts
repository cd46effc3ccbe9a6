import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Windows } from '../../src/host/windows.js'

function makeWindows() {
  const gone: string[] = []
  return { windows: new Windows((window) => gone.push(window), 1000), gone }
}

describe('the windows of a host', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are gone some time after their last connection', () => {
    const { windows, gone } = makeWindows()
    const first = windows.here('one')
    const second = windows.here('one')
    first()
    first()
    vi.advanceTimersByTime(5000)
    expect([windows.isHere('one'), gone]).toEqual([true, []])
    second()
    expect([windows.isHere('one'), gone]).toEqual([false, []])
    vi.advanceTimersByTime(999)
    expect(gone).toEqual([])
    vi.advanceTimersByTime(1)
    expect(gone).toEqual(['one'])
  })

  it('are not gone when they come back in time', () => {
    const { windows, gone } = makeWindows()
    windows.here('one')()
    vi.advanceTimersByTime(500)
    windows.here('one')
    vi.advanceTimersByTime(5000)
    expect([windows.isHere('one'), gone]).toEqual([true, []])
  })

  it('are counted one by one, and no more once the host closes', () => {
    const { windows, gone } = makeWindows()
    windows.here('one')()
    windows.here('two')()
    vi.advanceTimersByTime(1000)
    expect(gone).toEqual(['one', 'two'])
    windows.here('three')()
    windows.close()
    vi.advanceTimersByTime(5000)
    expect(gone).toEqual(['one', 'two'])
  })
})
