import { describe, expect, it } from 'vitest'
import { mayCall, mayNavigate, mayOpenOutside, mayUse } from '../../electron/navigation.js'

const foreign = [
  'https://evil.test/',
  'http://127.0.0.1:4600/',
  'file:///etc/passwd',
  'app://other/',
  'app://gaitway.evil.test/',
  'app://gaitway@evil.test/',
  'javascript:alert(1)',
  'data:text/html,x',
  'about:blank',
  '',
]

describe('the desktop window', () => {
  it('shows the app and nothing else', () => {
    expect(mayNavigate('app://gaitway/')).toBe(true)
    expect(mayNavigate('app://gaitway/index.html#play')).toBe(true)
    for (const url of foreign) expect(mayNavigate(url), url).toBe(false)
  })

  it("opens pages of the Hub in the user's browser, and nothing else", () => {
    expect(mayOpenOutside('https://huggingface.co/datasets/me/runs')).toBe(true)
    for (const url of [
      ...foreign,
      'http://huggingface.co/',
      'https://huggingface.co.evil.test/',
      'https://huggingface.co:8443/',
    ])
      expect(mayOpenOutside(url), url).toBe(false)
  })

  it('is the only one that may call the host, and only its main frame', () => {
    expect(mayCall({ url: 'app://gaitway/', parent: null })).toBe(true)
    expect(mayCall({ url: 'app://gaitway/', parent: {} })).toBe(false)
    expect(mayCall({ url: 'https://evil.test/', parent: null })).toBe(false)
    expect(mayCall(null)).toBe(false)
  })

  it('may fill the screen, and has no other permission', () => {
    expect(mayUse('fullscreen', 'app://gaitway')).toBe(true)
    expect(mayUse('fullscreen', 'https://evil.test')).toBe(false)
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'midi',
      'usb',
      'openExternal',
    ])
      expect(mayUse(permission, 'app://gaitway'), permission).toBe(false)
  })
})
