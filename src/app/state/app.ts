import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { HostClient } from '../../host/window.js'
import type { JobsStore } from './jobsStore.js'
import type { LibraryStore } from './libraryStore.js'
import type { Router } from './route.js'
import type { Toasts } from './toasts.js'
import type { TrainingSession } from './training/session.js'

/** What lives as long as the window, whichever place is open. Built once, in main.tsx. */
export interface App {
  host: HostClient
  library: LibraryStore
  jobs: JobsStore
  training: TrainingSession
  toasts: Toasts
  router: Router
}

export const AppContext = createContext<App | undefined>(undefined)

export function useApp(): App {
  const app = useContext(AppContext)
  if (!app) throw new Error('useApp outside of the shell')
  return app
}
