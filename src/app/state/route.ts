import { signal, type ReadonlySignal } from '@preact/signals'

export const places = ['play', 'record', 'train', 'library'] as const
export type Place = (typeof places)[number]

/** Where the window is: a place, and what it was asked to show there (`#/train?data=walks`). */
export interface Route {
  place: Place
  params: Readonly<Record<string, string>>
}

export interface Router {
  route: ReadonlySignal<Route>
  go(place: Place, params?: Record<string, string>): void
}

/** The route in a location's hash; anything unknown is Play. */
export function parseRoute(hash: string): Route {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?')
  const place = places.find((name) => name === path) ?? 'play'
  return { place, params: Object.fromEntries(new URLSearchParams(query)) }
}

export function formatRoute({ place, params }: Route): string {
  const query = new URLSearchParams(params).toString()
  return `#/${place}${query && `?${query}`}`
}

/** The hash is the only memory, so that back, reload and a copied address all lead to the same place. */
export function hashRouter(window: Window): Router {
  const route = signal(parseRoute(window.location.hash))
  window.addEventListener('hashchange', () => {
    route.value = parseRoute(window.location.hash)
  })
  return {
    route,
    go(place, params = {}) {
      window.location.hash = formatRoute({ place, params })
    },
  }
}
