import { useEffect, useState } from 'preact/hooks'
import type { Kind } from '../../../host/window.js'
import { messageOf } from '../../../platform/index.js'
import { useApp } from '../../state/app.js'
import { Dialog, Notice, Progress, sentence, Spinner } from '../../ui/index.js'
import { publishPhase, repoProblem } from './publish.js'
import { PublishActions } from './publishActions.js'
import { Published } from './published.js'
import { PublishForm } from './publishForm.js'

/** Sends the files of a folder to the Hugging Face Hub as they are, in one commit, once they were shown. */
export function PublishDialog({
  kind,
  id,
  title,
  onClose,
}: {
  kind: Kind
  id: string
  title: string
  onClose: () => void
}) {
  const { host, jobs } = useApp()
  const [ready, setReady] = useState(false)
  const [user, setUser] = useState<string>()
  const [repo, setRepo] = useState<string>()
  const [isPrivate, setPrivate] = useState(true)
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [jobId, setJobId] = useState<string>()
  const [sending, setSending] = useState(false)
  const [planned, setPlanned] = useState(false)
  const job = jobs.find(jobId)
  const phase = publishPhase({ job, ready, sending, problem })
  const typed = repo ?? (user ? `${user}/${id}` : '')
  const wrongRepo = repoProblem(typed)

  useEffect(() => {
    host
      .call('hub.status', {})
      .then(
        (account) => setUser(account.user ?? undefined),
        (error: Error) => setProblem(error.message),
      )
      .finally(() => setReady(true))
  }, [host])

  async function publish() {
    setTried(true)
    if (wrongRepo || user === undefined || !planned) return
    setProblem(undefined)
    setSending(true)
    try {
      const started = await host.call('hub.push', { kind, id, repo: typed.trim(), private: isPrivate })
      jobs.put(jobs.find(started.id) ?? started)
      setJobId(started.id)
    } catch (error) {
      setProblem(messageOf(error))
    }
    setSending(false)
  }

  const failure = phase.kind === 'filling' ? phase.failure : undefined
  return (
    <Dialog
      title={`Publish ${title}`}
      onClose={onClose}
      actions={
        <PublishActions
          phase={phase}
          planned={planned}
          onPublish={() => void publish()}
          onCancel={jobId === undefined ? undefined : () => void jobs.cancel(jobId)}
          onClose={onClose}
        />
      }
    >
      {failure && (
        <Notice tone="danger" title="It was not published.">
          {sentence(failure)}
        </Notice>
      )}
      {phase.kind === 'done' && <Published address={phase.address} />}
      {phase.kind === 'sending' && (
        <Progress value={job?.progress} label={job?.message || 'Connecting to the Hub…'} />
      )}
      {phase.kind === 'asking' && <Spinner label="Asking the Hub who you are…" />}
      {phase.kind === 'filling' && (
        <PublishForm
          kind={kind}
          id={id}
          user={user}
          repo={typed}
          problem={tried ? wrongRepo : undefined}
          isPrivate={isPrivate}
          wantsToken={tried}
          onUser={setUser}
          onRepo={setRepo}
          onPrivate={setPrivate}
          onPlanShown={setPlanned}
          onSubmit={() => void publish()}
        />
      )}
    </Dialog>
  )
}
