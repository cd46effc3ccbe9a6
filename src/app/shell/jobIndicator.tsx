import { useApp, type App } from '../state/app.js'
import type { Job } from '../state/jobsStore.js'
import { formatRoute, type Place } from '../state/route.js'
import './jobIndicator.css'

const placeOf: Record<Job['kind'], Place> = {
  record: 'record',
  train: 'train',
  push: 'library',
  calibrate: 'library',
}

/** What goes on in the background, in sight from every place; a click leads to it. */
export function JobIndicator() {
  const app = useApp()
  const shown = current(app)
  if (shown.length === 0) return null
  return (
    <ul class="rail-jobs" aria-label="Running">
      {shown.map((job) => (
        <li key={job.id}>
          <a
            class="rail-job"
            href={formatRoute({ place: placeOf[job.kind], params: paramsOf(job) })}
            title={job.message}
          >
            <span class="rail-job-title">
              <span class={`rail-job-dot is-${job.state}`} aria-hidden="true" />
              <span class="rail-job-name">{job.title}</span>
            </span>
            <span
              class="rail-job-track"
              role="progressbar"
              aria-label={job.title}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.floor(job.progress * 100)}
            >
              <span style={{ width: `${job.progress * 100}%` }} />
            </span>
            <span class="rail-job-state">
              {job.state === 'paused' && <span class="rail-job-word">Paused at </span>}
              {Math.floor(job.progress * 100)} %
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** Running jobs, and a training that waits to be resumed. */
function current({ jobs }: App): Job[] {
  return jobs.jobs.value.filter(
    (job) => job.state === 'running' || (job.kind === 'train' && job.state === 'paused'),
  )
}

function paramsOf({ kind, subject }: Job): Record<string, string> {
  return kind === 'calibrate' && subject !== undefined ? { model: subject, view: 'skill' } : {}
}
