import { signal } from '@preact/signals'
import { cleanup, render } from '@testing-library/preact'
import userEvent from '@testing-library/user-event'
import type { ComponentChildren } from 'preact'
import { afterEach, beforeEach, vi } from 'vitest'
import { AppContext, type App } from '../../src/app/state/app.js'
import { JobsStore } from '../../src/app/state/jobsStore.js'
import { LibraryStore } from '../../src/app/state/libraryStore.js'
import type { Place, Route } from '../../src/app/state/route.js'
import { Toasts } from '../../src/app/state/toasts.js'
import { TrainingSession } from '../../src/app/state/training/session.js'
import type { DatasetSummary, Job, ModelSummary } from '../../src/host/contract.js'
import { FakeHost } from './fakeHost.js'

/** What a window around a component has in it. */
interface Around {
  answers?: ConstructorParameters<typeof FakeHost>[0]
  datasets?: readonly DatasetSummary[]
  models?: readonly ModelSummary[]
  jobs?: readonly Job[]
  place?: Place
  params?: Record<string, string>
}

/** An app in memory: its host answers what a test gives it, and its router only remembers. */
export function appAround(around: Around = {}): App & { host: FakeHost } {
  const { answers = {}, datasets = [], models = [], jobs = [], place = 'play', params = {} } = around
  const host = new FakeHost({
    'library.list': () => ({ datasets: [...datasets], models: [...models] }),
    ...answers,
  })
  const library = new LibraryStore(host)
  library.datasets.value = datasets
  library.models.value = models
  library.ready.value = true
  const jobsStore = new JobsStore(host)
  jobsStore.jobs.value = jobs
  const toasts = new Toasts()
  const route = signal<Route>({ place, params })
  return {
    host,
    library,
    jobs: jobsStore,
    toasts,
    training: new TrainingSession(host, toasts, {
      openWorker: () => ({ post: () => {}, listen: () => {}, terminate: () => {} }),
    }),
    router: {
      route,
      go: (to, wanted = {}) => {
        route.value = { place: to, params: wanted }
      },
    },
  }
}

/** Shows a component inside of an app, with a person in front of it. */
export function show(children: ComponentChildren, app = appAround()) {
  const user = userEvent.setup()
  const shown = render(<AppContext.Provider value={app}>{children}</AppContext.Provider>)
  return { app, user, ...shown }
}

/** The news that were shown, oldest first. */
export function newsOf({ toasts }: App): string[] {
  return toasts.shown.value.map(({ message }) => message)
}

beforeEach(() => {
  // Neither a canvas nor a server is here: plots draw into nothing, and files are out of reach.
  const nothing = new Proxy({}, { get: () => () => ({ width: 0 }), set: () => true })
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(nothing as never)
  vi.stubGlobal('Path2D', function Path2D() {
    return nothing
  })
  vi.stubGlobal('fetch', () => Promise.reject(new Error('no server in this test')))
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})
