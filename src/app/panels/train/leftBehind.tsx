import { useState } from 'preact/hooks'
import { useApp } from '../../state/app.js'
import type { Job } from '../../state/jobsStore.js'
import { Button, Notice, sentence } from '../../ui/index.js'

/** Trainings of another window, or of this one before it was reloaded. */
export function LeftBehind() {
  const { jobs, training } = useApp()
  const own = training.run.value?.jobId
  const others = jobs.jobs.value.filter(
    (job) => job.kind === 'train' && job.id !== own && (job.state === 'paused' || job.state === 'running'),
  )
  return (
    <>
      {others.map((job) => (
        <LeftBehindJob key={job.id} job={job} />
      ))}
    </>
  )
}

function LeftBehindJob({ job }: { job: Job }) {
  const { training, toasts, jobs } = useApp()
  const [busy, setBusy] = useState<'resume' | 'discard'>()
  const percent = `${Math.floor(job.progress * 100)} %`
  if (job.state === 'running' && !training.wasMine(job.id)) {
    return (
      <Notice tone="info" title={`“${job.title}” runs in another window (${percent}).`}>
        {job.message}
      </Notice>
    )
  }
  const during = (what: 'resume' | 'discard', act: () => Promise<void>, failure: string) => async () => {
    setBusy(what)
    await act().catch((error) => toasts.error(failure, error))
    setBusy(undefined)
  }
  return (
    <Notice
      tone="warn"
      title={`“${job.title}” is paused at ${percent}.`}
      actions={
        <>
          <Button
            size="s"
            look="primary"
            icon="play"
            busy={busy === 'resume'}
            disabled={training.busy}
            title={training.busy ? 'Another training runs in this window.' : undefined}
            onClick={during('resume', () => training.takeUp(job.id), 'Could not resume')}
          >
            Resume
          </Button>
          <Button
            size="s"
            look="ghost"
            busy={busy === 'discard'}
            onClick={during('discard', () => jobs.cancel(job.id), 'Could not discard')}
          >
            Discard
          </Button>
        </>
      }
    >
      {job.state === 'running'
        ? 'This window was reloaded; it can go on from the last checkpoint.'
        : `${sentence(job.message)}.`}
    </Notice>
  )
}
