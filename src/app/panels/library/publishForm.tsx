import type { Kind } from '../../../host/window.js'
import { useApp } from '../../state/app.js'
import { Checkbox, TextField } from '../../ui/index.js'
import { HubAccount } from './hubAccount.js'
import { PublishPlan } from './publishPlan.js'
import './publishForm.css'

/** As whom, where to, and who may see it. */
export function PublishForm({
  kind,
  id,
  user,
  repo,
  problem,
  isPrivate,
  wantsToken,
  onUser,
  onRepo,
  onPrivate,
  onPlanShown,
  onSubmit,
}: {
  kind: Kind
  id: string
  /** The account's name; undefined while there is no token that the Hub takes. */
  user: string | undefined
  repo: string
  /** What is wrong with the repository's name. */
  problem: string | undefined
  isPrivate: boolean
  /** The user tried to publish without a token. */
  wantsToken: boolean
  onUser: (user: string | undefined) => void
  onRepo: (repo: string) => void
  onPrivate: (isPrivate: boolean) => void
  /** Whether the list of what would be sent is on the screen. */
  onPlanShown: (shown: boolean) => void
  onSubmit: () => void
}) {
  const { host } = useApp()
  return (
    <form
      class="publish-form"
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <p class="field-hint">
        The files go to the Hugging Face Hub as they are, in one commit
        {kind === 'datasets' ? '; the Hub shows the episodes in its viewer' : ''}. A repository that exists is
        updated.
      </p>
      <PublishPlan host={host} kind={kind} id={id} onShown={onPlanShown} />
      <HubAccount host={host} user={user} onUser={onUser} wanting={wantsToken} />
      <TextField
        label="Repository"
        value={repo}
        onInput={onRepo}
        placeholder={`owner/${id}`}
        error={problem}
        testId="publish-repo"
      />
      <Checkbox
        label="Private"
        hint="Only you can see it, until you change that on the Hub."
        checked={isPrivate}
        onChange={onPrivate}
      />
    </form>
  )
}
