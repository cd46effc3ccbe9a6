import { describe, expect, it } from 'vitest'
import { formatRoute, hashRouter, parseRoute } from '../../../src/app/state/route.js'

describe('parseRoute', () => {
  it('reads the place and what was asked of it', () => {
    expect(parseRoute('#/train?data=walks,runs')).toEqual({ place: 'train', params: { data: 'walks,runs' } })
  })

  it.each(['', '#', '#/', '#/settings', '#garbage?x=%E0%A4%A'])('opens Play for %j', (hash) => {
    expect(parseRoute(hash).place).toBe('play')
  })
})

describe('formatRoute', () => {
  it('survives a round trip with characters that an address escapes', () => {
    const route = { place: 'library', params: { dataset: 'my runs & falls' } } as const
    expect(parseRoute(formatRoute(route))).toEqual(route)
  })
})

describe('hashRouter', () => {
  it('follows the address, whoever changes it', () => {
    const window = Object.assign(new EventTarget(), { location: { hash: '#/record' } })
    const router = hashRouter(window as unknown as Window)
    expect(router.route.value.place).toBe('record')

    router.go('play', { model: 'mine' })
    expect(window.location.hash).toBe('#/play?model=mine')
    window.dispatchEvent(new Event('hashchange'))
    expect(router.route.value).toEqual({ place: 'play', params: { model: 'mine' } })
  })
})
