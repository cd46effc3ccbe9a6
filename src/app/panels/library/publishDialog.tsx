import { useEffect, useState } from 'preact/hooks'
import type { Kind } from '../../../host/contract.js'
import { messageOf } from '../../../platform/errors.js'
import { useApp } from '../../state/app.js'
import { Button, Checkbox, Dialog, Notice, Progress, sentence, Spinner, TextField } from '../../ui/index.js'
import { HubAccount } from './hubAccount.js'
import { repoProblem } from './publish.js'

/** Sends a folder to the Hugging Face Hub as it is, in one commit. */
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

  const job = jobs.find(jobId)
  const running = sending || job?.state === 'running'
  const done = job?.state === 'done'
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
    if (wrongRepo || user === undefined) return
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

  const failed = job?.state === 'failed' || job?.state === 'cancelled'
  const failure = problem ?? (failed ? job.message : undefined)
  const actions = done ? (
    <Button look="primary" onClick={onClose}>
      Close
    </Button>
  ) : running ? (
    <>
      <Button look="ghost" onClick={onClose}>
        Go on in the background
      </Button>
      <Button disabled={!jobId} onClick={() => jobId && void jobs.cancel(jobId)}>
        Cancel
      </Button>
    </>
  ) : (
    <>
      <Button look="ghost" onClick={onClose}>
        Cancel
      </Button>
      <Button
        look="primary"
        icon="upload"
        disabled={!ready}
        onClick={() => void publish()}
        testId="publish-go"
      >
        {failure ? 'Try again' : 'Publish'}
      </Button>
    </>
  )
  return (
    <Dialog title={`Publish ${title}`} onClose={onClose} actions={actions}>
      {failure && !running && (
        <Notice tone="danger" title="It was not published.">
          {sentence(failure)}
        </Notice>
      )}
      {done ? (
        <Published address={job.result} />
      ) : running ? (
        <Progress value={job?.progress} label={job?.message || 'Connecting to the Hub…'} />
      ) : !ready ? (
        <Spinner label="Asking the Hub who you are…" />
      ) : (
        <form
          class="library-publish"
          onSubmit={(event) => {
            event.preventDefault()
            void publish()
          }}
        >
          <p class="field-hint">
            The folder goes to the Hugging Face Hub as it is, in one commit
            {kind === 'datasets' ? '; the Hub shows the episodes in its viewer' : ''}. A repository that
            exists is updated.
          </p>
          <HubAccount host={host} user={user} onUser={setUser} wanting={tried} />
          <TextField
            label="Repository"
            value={typed}
            onInput={setRepo}
            placeholder={`owner/${id}`}
            error={tried ? wrongRepo : undefined}
            testId="publish-repo"
          />
          <Checkbox
            label="Private"
            hint="Only you can see it, until you change that on the Hub."
            checked={isPrivate}
            onChange={setPrivate}
          />
        </form>
      )}
    </Dialog>
  )
}

function Published({ address }: { address: string | undefined }) {
  const [copied, setCopied] = useState<'yes' | 'refused'>()
  if (!address) return <Notice tone="good" title="Published." />
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => setCopied('yes'),
      () => setCopied('refused'),
    )
  return (
    <Notice
      tone="good"
      title="Published."
      actions={
        <Button size="s" disabled={copied === 'refused'} onClick={() => void copy()}>
          {copied === 'yes'
            ? 'Copied'
            : copied === 'refused'
              ? 'Copying is not allowed here'
              : 'Copy the address'}
        </Button>
      }
    >
      <a href={address} target="_blank" rel="noreferrer" data-testid="publish-address">
        {address}
      </a>
    </Notice>
  )
}
