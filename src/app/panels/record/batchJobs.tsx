import { useState } from 'preact/hooks'
import type { HostClient, Output } from '../../../host/window.js'
import { useApp } from '../../state/app.js'
import { Button, Card, Notice, Progress } from '../../ui/index.js'
import './batchJobs.css'

type Job = Output<'jobs.list'>[number]

/** The batches that run, and those that ended and nobody has put away yet. */
export function BatchJobs({ host }: { host: HostClient }) {
  const { jobs } = useApp()
  const mine = jobs.jobs.value.filter(({ kind }) => kind === 'record')
  if (mine.length === 0) return null
  return (
    <Card title="Batches">
      <ul class="record-jobs">
        {mine.map((job) => (
          <BatchJob key={job.id} job={job} host={host} />
        ))}
      </ul>
    </Card>
  )
}

function BatchJob({ job, host }: { job: Job; host: HostClient }) {
  const { jobs, router, toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const ask = async (what: () => Promise<unknown>, failed: string) => {
    setBusy(true)
    try {
      await what()
    } catch (error) {
      toasts.error(failed, error)
    }
    setBusy(false)
    await jobs.refresh()
  }
  const { id: jobId, state } = job
  const finish = (
    <Button
      size="s"
      busy={busy}
      onClick={() => void ask(() => host.call('record.finish', { jobId }), 'Could not save')}
    >
      Save what there is
    </Button>
  )
  const dismiss = (
    <Button
      size="s"
      look="ghost"
      icon="close"
      label="Put away"
      onClick={() => void ask(() => host.call('jobs.dismiss', { jobId }), 'Could not put it away')}
    />
  )
  return (
    <li data-testid="record-job" data-state={state} data-dataset={job.result}>
      {(state === 'running' || state === 'paused') && (
        <Progress value={job.progress} label={job.title} detail={`${Math.floor(job.progress * 100)} %`} />
      )}
      <div class="record-job-line">
        {state === 'failed' ? (
          <Notice tone="danger" title={`${job.title}: it failed.`}>
            {job.message}
          </Notice>
        ) : (
          <span class="field-hint">{state === 'running' ? job.message : `${job.title}: ${job.message}`}</span>
        )}
        <span class="record-job-actions">
          {state === 'running' && (
            <>
              {finish}
              <Button
                size="s"
                look="danger"
                busy={busy}
                onClick={() => void ask(() => host.call('jobs.cancel', { jobId }), 'Could not cancel')}
                testId="batch-cancel"
              >
                Cancel
              </Button>
            </>
          )}
          {state === 'paused' && (
            <>
              <Button
                size="s"
                look="primary"
                busy={busy}
                onClick={() => void ask(() => host.call('record.resume', { jobId }), 'Could not go on')}
              >
                Go on
              </Button>
              {finish}
            </>
          )}
          {state === 'done' && job.result !== undefined && (
            <>
              <Button size="s" onClick={() => router.go('library', { dataset: job.result! })}>
                Show
              </Button>
              <Button size="s" look="primary" onClick={() => router.go('train', { data: job.result! })}>
                Train on it
              </Button>
            </>
          )}
          {(state === 'done' || state === 'failed' || state === 'cancelled') && dismiss}
        </span>
      </div>
    </li>
  )
}
