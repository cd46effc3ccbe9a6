/** The one composition root of the window: builds what lives as long as it, and mounts the four places lazily. */
import { render } from 'preact'
import { hostClient } from '../host/window.js'
import { openTrainingWorker } from './workers/openTraining.js'
import { TrainingSession } from './state/training/session.js'
import type { App } from './state/app.js'
import { announceJobs } from './state/jobNews.js'
import { JobsStore } from './state/jobsStore.js'
import { LibraryStore } from './state/libraryStore.js'
import { hashRouter } from './state/route.js'
import { Shell, type PlaceLoaders } from './shell/shell.js'
import { Toasts } from './state/toasts.js'
import { ErrorBoundary } from './ui/index.js'

const loaders: PlaceLoaders = {
  play: async () => (await import('./panels/play/index.js')).PlayPanel,
  record: async () => (await import('./panels/record/index.js')).RecordPanel,
  train: async () => (await import('./panels/train/index.js')).TrainPanel,
  library: async () => (await import('./panels/library/index.js')).LibraryPanel,
}

const host = hostClient()
const library = new LibraryStore(host)
const jobs = new JobsStore(host)
const toasts = new Toasts()
const app: App = {
  host,
  library,
  jobs,
  toasts,
  training: new TrainingSession(host, toasts, { openWorker: openTrainingWorker, memory: sessionStorage }),
  router: hashRouter(window),
}

announceJobs(jobs, toasts, app.router)

render(
  <ErrorBoundary what="Gaitway">
    <Shell app={app} loaders={loaders} />
  </ErrorBoundary>,
  document.getElementById('app')!,
)
void library.refresh()
void jobs.refresh().catch((error) => toasts.error('The running jobs are unknown', error))
