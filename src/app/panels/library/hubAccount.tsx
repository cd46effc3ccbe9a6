import { useEffect, useState } from 'preact/hooks'
import type { HostClient } from '../../../host/window.js'
import { messageOf } from '../../../platform/index.js'
import { Button, sentence, Spinner, TextField } from '../../ui/index.js'
import { tokenProblem } from './publish.js'
import './hubAccount.css'

/** Milliseconds without a key before a token that looks right is shown to the Hub. */
const TYPING_PAUSE = 500

/**
 * Whose account publishes. A token is asked for where the host has none; once the Hub takes it the host keeps it in
 * its memory, and this window forgets it.
 */
export function HubAccount({
  host,
  user,
  onUser,
  wanting,
}: {
  host: HostClient
  /** The account's name; undefined while there is no token that the Hub takes. */
  user: string | undefined
  onUser: (user: string | undefined) => void
  /** The user tried to publish without a token. */
  wanting: boolean
}) {
  const [token, setToken] = useState('')
  const [checking, setChecking] = useState(false)
  const [refused, setRefused] = useState<string>()

  useEffect(() => {
    setRefused(undefined)
    if (tokenProblem(token)) return
    let outdated = false
    async function check() {
      setChecking(true)
      try {
        const account = await host.call('hub.status', { token: token.trim() })
        if (outdated) return
        setToken('')
        onUser(account.user ?? undefined)
      } catch (error) {
        if (!outdated) setRefused(messageOf(error))
      } finally {
        setChecking(false)
      }
    }
    const timer = setTimeout(() => void check(), TYPING_PAUSE)
    return () => {
      outdated = true
      clearTimeout(timer)
    }
  }, [host, token])

  if (user !== undefined) {
    return (
      <p class="hub-account">
        <span>
          As <strong>{user}</strong>
        </span>
        <Button size="s" look="ghost" onClick={() => onUser(undefined)}>
          Use another token
        </Button>
      </p>
    )
  }
  const problem = token === '' && !wanting ? undefined : tokenProblem(token)
  return (
    <TextField
      label="Access token"
      type="password"
      value={token}
      onInput={setToken}
      placeholder="hf_…"
      error={refused ? sentence(refused) : problem}
      hint={
        checking ? (
          <Spinner label="Asking the Hub whose it is…" />
        ) : (
          <>
            With the right to write, from <code>huggingface.co/settings/tokens</code>. It is kept in memory
            until Gaitway is closed, and stored nowhere.
          </>
        )
      }
      testId="publish-token"
    />
  )
}
