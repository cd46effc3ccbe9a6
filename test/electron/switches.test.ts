import { describe, expect, it } from 'vitest'
import { forbiddenSwitch } from '../../electron/switches.js'

describe('what a packaged app may be started with', () => {
  it.each([
    ['--remote-debugging-port=9222'],
    ['--remote-debugging-pipe'],
    ['--REMOTE-DEBUGGING-PORT=9222'],
    ['-remote-debugging-port=9222'],
    ['--inspect-brk'],
    ['--js-flags=--expose-gc'],
    ['--load-extension=/tmp/x'],
    ['--disable-web-security'],
    ['--proxy-server=evil.test:80'],
  ])('is not %s', (arg) => {
    expect(forbiddenSwitch(['--library', '/home/me/Gaitway', arg])).toBe(arg)
  })

  it.each([[[]], [['--library', '/home/me/inspect']], [['--ozone-platform=wayland', '--no-sandbox']]])(
    'is %j',
    (args) => {
      expect(forbiddenSwitch(args)).toBeUndefined()
    },
  )
})
