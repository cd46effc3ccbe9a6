import { describe, expect, it } from 'vitest'
import { choose, type Situation } from '../../electron/choice.js'

const desk: Situation = { wantsWeb: false, display: true, binary: true, fetchable: true, root: false }
const choice = (change: Partial<Situation>) => choose({ ...desk, ...change })

describe('npm start', () => {
  it('opens the desktop window where there is a display and the binary', () => {
    expect(choice({})).toEqual({ open: 'desktop' })
    expect(choice({ fetchable: false })).toEqual({ open: 'desktop' })
  })

  it('fetches the binary first where only that is missing', () => {
    expect(choice({ binary: false })).toEqual({ open: 'fetch-then-desktop' })
  })

  it('serves the app in a browser otherwise, and says why', () => {
    expect(choice({ display: false, binary: false })).toEqual({
      open: 'web',
      reason: 'there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)',
    })
    expect(choice({ root: true })).toEqual({
      open: 'web',
      reason: "the desktop window's sandbox does not run as root",
    })
    expect(choice({ binary: false, fetchable: false })).toEqual({
      open: 'web',
      reason: "Electron's binary is not installed",
    })
  })

  it('never fetches what could not be shown', () => {
    expect(choice({ display: false, binary: false }).open).toBe('web')
    expect(choice({ root: true, binary: false }).open).toBe('web')
  })

  it('serves the app without a reason where that was asked for', () => {
    expect(choice({ wantsWeb: true })).toEqual({ open: 'web', reason: undefined })
    expect(choice({ wantsWeb: true, display: false })).toEqual({ open: 'web', reason: undefined })
  })
})
