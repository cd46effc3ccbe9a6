import type { Job, JobsStore } from './jobsStore.js'
import type { Router } from './route.js'
import type { Toasts } from './toasts.js'

/**
 * Tells how a job in the background ended, wherever the user is by then. Trainings are left out: the session that
 * runs them tells of its own.
 */
export function announceJobs(jobs: JobsStore, toasts: Toasts, router: Router): void {
  jobs.onEnd((job) => {
    const { place, params } = router.route.value
    const sees =
      (job.kind === 'record' && place === 'record') ||
      (job.kind === 'calibrate' && params.view === 'skill' && params.model === job.subject)
    if (job.kind === 'train' || sees || job.state === 'cancelled') return
    if (job.state === 'failed') toasts.show({ tone: 'danger', message: `${job.title}: ${job.message}` })
    else toasts.show({ tone: 'good', message: `${job.title}: done.`, action: whereTo(job, router) })
  })
}

function whereTo({ kind, result }: Job, router: Router) {
  if (result === undefined) return undefined
  if (kind === 'record') return { label: 'Show it', run: () => router.go('library', { dataset: result }) }
  if (kind === 'calibrate')
    return { label: 'Show it', run: () => router.go('library', { model: result, view: 'skill' }) }
  if (kind === 'push') return { label: 'Open', run: () => void window.open(result, '_blank', 'noopener') }
  return undefined
}
