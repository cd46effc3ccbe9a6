import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cores, takeLock } from '../platform/node.js'
import { blobServer } from './blobs.js'
import { Calibrations } from './calibrations.js'
import type { HostEvent, Services } from './contract.js'
import { type Dispatch, dispatcher } from './dispatch.js'
import { openFolders, requireOwnFolders } from './folders.js'
import { HubService } from './hub.js'
import { removeInterruptedWrites } from './interruptedWrites.js'
import { Jobs } from './jobs.js'
import { listLevels } from './levels.js'
import { Library } from './library.js'
import { finishPlacements } from './placing.js'
import { RecordJobs } from './recordJobs.js'
import { Recordings } from './recordings.js'
import { Settings } from './settings.js'
import { Trainings } from './training.js'
import { Trash } from './trash.js'
import { watchLibrary } from './watch.js'
import { Windows } from './windows.js'

export interface HostOptions {
  /** The library folder; made where it is not there. */
  library: string
  /** Gaitway's own folder: shipped assets, levels and the bundles of workers. */
  root: string
  desktop: boolean
  environment: NodeJS.ProcessEnv
  log(line: string): void
  /** Milliseconds until a window without a connection counts as gone. */
  graceMs?: number
  /** Bytes of deleted things that are kept at most; 5 GiB unless given. */
  trashBytes?: number
}

/** The services over one library, and all that a carrier of the contract needs. */
export interface Host {
  readonly library: string
  dispatch: Dispatch
  listen(handler: (event: HostEvent) => void): () => void
  /** A window has opened a connection; the function returned says that it was closed. */
  windowHere(window: string): () => void
  blobs(request: Request): Promise<Response>
  /** Long jobs stop where they can go on, and the library is free for another host. */
  close(): Promise<void>
}

export async function openHost(options: HostOptions): Promise<Host> {
  const { root, desktop, environment, log } = options
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const folders = await openFolders(options.library, root)
  // Two hosts would finish each other's unfinished work.
  const unlock = await takeLock(join(folders.library, '.lock'), {
    doing: 'open',
    refusal: ({ pid }) =>
      `the library ${folders.library} is open in another Gaitway (process ${pid}): close that one, or choose another with --library DIR`,
  })

  const listeners = new Set<(event: HostEvent) => void>()
  const tell = (event: HostEvent) => {
    for (const listener of listeners) listener(event)
  }
  const windows = new Windows((window) => {
    recordings.windowGone(window)
    trainings.windowGone(window)
  }, options.graceMs)
  const trash = new Trash(folders.trash, { mostBytes: options.trashBytes, log })
  const jobs = new Jobs((job) => tell({ event: 'job', data: job }))
  const library = new Library(folders, trash, (kind) => tell({ event: 'library', data: { kind } }))
  const recordings = new Recordings(folders, library, trash, log, version)
  const surroundings = { folders, jobs, trash, log }
  const recordJobs = new RecordJobs(surroundings, library, Math.max(1, cores() - 1), version)
  const trainings = new Trainings(surroundings, library, (window) => windows.isHere(window))
  // Two at least: a single one would be this very thread.
  const calibrations = new Calibrations(surroundings, library, Math.max(2, cores() - 1))
  const settings = new Settings(folders.library, log)
  const hub = new HubService(surroundings, library, environment)

  try {
    await requireOwnFolders(folders, log)
    await removeInterruptedWrites(folders)
    await finishPlacements(folders, log)
    await recordJobs.recover()
    await trainings.recover()
  } catch (error) {
    await unlock()
    throw error
  }
  // Erasing takes as long as it takes.
  void trash.tidy()
  const unwatch = watchLibrary(folders, (kind) => library.changed(kind), log)

  const services: Services = {
    'app.info': () => ({ version, desktop, libraryFolder: folders.library }),
    'levels.list': () => listLevels(folders.levels),

    'library.list': () => library.list(),
    'library.episodes': ({ id }) => library.episodes(id),
    'library.episode': ({ id, index }) => library.episode(id, index),
    'library.remove': async ({ kind, id }) => ({ undoToken: await library.remove(kind, id) }),
    'library.restore': ({ undoToken }) => library.restore(undoToken),

    'recording.begin': (input, caller) => recordings.begin(input, caller),
    'recording.append': (input) => recordings.append(input),
    'recording.end': (input) => recordings.end(input),
    'recording.discard': ({ recordingId }) => recordings.discard(recordingId).then(() => ({})),
    'recording.pending': () => recordings.pending(),
    'recording.save': (input) => recordings.save(input),

    'record.start': (input) => recordJobs.start(input),
    'record.finish': ({ jobId }) => recordJobs.finish(jobId),
    'record.resume': ({ jobId }) => recordJobs.resume(jobId),

    'train.start': (input, caller) => trainings.start(input, caller),
    'train.report': (input, caller) => trainings.report(input, caller).then(() => ({})),
    'train.checkpoint': (input, caller) => trainings.checkpoint(input, caller).then(() => ({})),
    'train.commit': ({ jobId }, caller) => trainings.commit(jobId, caller),
    'train.resume': ({ jobId }, caller) => trainings.resume(jobId, caller),
    'train.history': ({ jobId }) => trainings.history(jobId),

    'calibrate.start': (input) => calibrations.start(input),

    'jobs.list': () => jobs.list(),
    'jobs.cancel': ({ jobId }) => jobs.cancel(jobId).then(() => ({})),
    'jobs.dismiss': ({ jobId }) => jobs.dismiss(jobId).then(() => ({})),

    'hub.status': ({ token }) => hub.status(token),
    'hub.plan': (input) => hub.plan(input),
    'hub.push': (input) => hub.push(input),

    'settings.get': () => settings.get(),
    'settings.set': (change) => settings.set(change).then(() => ({})),
  }

  return {
    library: folders.library,
    dispatch: dispatcher(services, log),
    listen(handler) {
      listeners.add(handler)
      return () => listeners.delete(handler)
    },
    windowHere: (window) => windows.here(window),
    blobs: blobServer(folders, trainings),
    async close() {
      unwatch()
      windows.close()
      await hub.close()
      await calibrations.close()
      await recordJobs.close()
      await trainings.close()
      await trash.tidy()
      await library.close()
      await unlock()
    },
  }
}
