import { useEffect, useState } from 'preact/hooks'
import type { Kind } from '../../../host/contract.js'
import { useApp } from '../../shell/app.js'
import { Button, Checkbox, Dialog, Notice, Progress, Spinner, TextField } from '../../ui/index.js'
import { repoProblem, tokenProblem, typedToken } from './publish.js'

interface Account {
  user: string | null
  hasToken: boolean
}

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
  const [account, setAccount] = useState<Account>()
  const [repo, setRepo] = useState<string>()
  const [isPrivate, setPrivate] = useState(true)
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [jobId, setJobId] = useState<string>()
  const [sending, setSending] = useState(false)

  const token = typedToken.value.trim() || undefined
  const job = jobs.find(jobId)
  const running = sending || job?.state === 'running'
  const done = job?.state === 'done'
  const typed = repo ?? (account?.user ? `${account.user}/${id}` : '')
  const wrongRepo = repoProblem(typed)
  const wrongToken = account?.hasToken ? undefined : tokenProblem(typedToken.value)

  useEffect(() => {
    host.call('hub.status', { token }).then(setAccount, (error: Error) => {
      setAccount({ user: null, hasToken: false })
      setProblem(error.message)
    })
  }, [host])
  // A token just pasted tells whose it is, and so the owner's name.
  useEffect(() => {
    if (!token || tokenProblem(token) || account?.user) return
    const timer = setTimeout(() => {
      host.call('hub.status', { token }).then(
        (found) => setAccount((before) => ({ user: found.user, hasToken: before?.hasToken ?? false })),
        (error: Error) => setProblem(error.message),
      )
    }, 600)
    return () => clearTimeout(timer)
  }, [host, token, account?.user])

  async function publish() {
    setTried(true)
    if (wrongRepo || wrongToken) return
    setProblem(undefined)
    setSending(true)
    try {
      const started = await host.call('hub.push', { kind, id, repo: typed.trim(), private: isPrivate, token })
      jobs.put(jobs.find(started.id) ?? started)
      setJobId(started.id)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
    setSending(false)
  }

  const failure = problem ?? (job?.state === 'failed' || job?.state === 'cancelled' ? job.message : undefined)
  return (
    <Dialog
      title={`Publish ${title}`}
      onClose={onClose}
      actions={
        done ? (
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
              disabled={!account}
              onClick={() => void publish()}
              testId="publish-go"
            >
              {failure ? 'Try again' : 'Publish'}
            </Button>
          </>
        )
      }
    >
      {failure && !running && (
        <Notice tone="danger" title="It was not published.">
          {failure}
        </Notice>
      )}
      {done ? (
        <Published address={job.result} />
      ) : running ? (
        <Progress value={job?.progress} label={job?.message || 'Connecting to the Hub…'} />
      ) : !account ? (
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
          <TextField
            label="Repository"
            value={typed}
            onInput={setRepo}
            placeholder={`owner/${id}`}
            error={tried ? wrongRepo : undefined}
            autofocus
            testId="publish-repo"
          />
          {account.hasToken ? (
            <p class="field-hint">
              {account.user ? (
                <>
                  As <strong>{account.user}</strong>, with
                </>
              ) : (
                'With'
              )}{' '}
              the token in <code>HF_TOKEN</code>.
            </p>
          ) : (
            <TextField
              label="Access token"
              type="password"
              value={typedToken.value}
              onInput={(value) => {
                typedToken.value = value
              }}
              placeholder="hf_…"
              error={tried ? wrongToken : undefined}
              hint={
                <>
                  With the right to write, from <code>huggingface.co/settings/tokens</code>. It stays in this
                  window's memory and is never stored.
                </>
              }
              testId="publish-token"
            />
          )}
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
  const { toasts } = useApp()
  if (!address) return <Notice tone="good" title="Published." />
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => toasts.show({ tone: 'good', message: 'The address is copied.' }),
      (error) => toasts.error('The address was not copied', error),
    )
  return (
    <Notice
      tone="good"
      title="Published."
      actions={
        <Button size="s" onClick={() => void copy()}>
          Copy
        </Button>
      }
    >
      <a href={address} target="_blank" rel="noreferrer" data-testid="publish-address">
        {address}
      </a>
    </Notice>
  )
}
