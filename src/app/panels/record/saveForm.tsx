import { useState } from 'preact/hooks'
import { messageOf } from '../../../platform/index.js'
import { useApp } from '../../state/app.js'
import { Button, formatCounted, Segmented, SelectField, TextField } from '../../ui/index.js'
import { type Keeping, type KeepWishes, saveInput } from './keeping.js'
import './saveForm.css'

/** Puts the kept episodes into a data set: a new one, or one that has some already. */
export function SaveForm({
  keeping,
  wishes,
  onWishes,
  onChanged,
}: {
  keeping: Keeping
  wishes: KeepWishes
  onWishes: (wishes: KeepWishes) => void
  onChanged: () => void
}) {
  const { host, router, toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const { existing, target, name, into, problem } = keeping
  const episodes = formatCounted(keeping.episodes, 'episode')
  const save = async () => {
    setBusy(true)
    setError(undefined)
    const input = saveInput(keeping)
    try {
      const saved = await host.call('recording.save', input)
      onWishes({ target: 'add', into: input.dataset })
      toasts.show({
        message: `${episodes} saved in ${saved.title}`,
        tone: 'good',
        action: { label: 'Train on it', run: () => router.go('train', { data: input.dataset }) },
      })
    } catch (reason) {
      setError(messageOf(reason))
    }
    setBusy(false)
    onChanged()
  }
  return (
    <form
      class="save-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!problem && !busy) void save()
      }}
    >
      {existing.length > 0 && (
        <Segmented
          label="Save into"
          hideLabel
          value={target}
          options={[
            { value: 'new', label: 'A new data set' },
            { value: 'add', label: 'An existing one' },
          ]}
          onChange={(chosen) => onWishes({ ...wishes, target: chosen })}
        />
      )}
      {target === 'new' ? (
        <TextField
          label="Name of the data set"
          value={name}
          onInput={(typed) => onWishes({ ...wishes, name: typed })}
          error={problem}
          testId="dataset-name"
        />
      ) : (
        <SelectField
          label="Data set"
          value={into}
          options={existing.map((dataset) => ({
            value: dataset.id,
            label: `${dataset.title} (${formatCounted(dataset.episodes, 'episode')})`,
          }))}
          onChange={(chosen) => onWishes({ ...wishes, into: chosen })}
          testId="dataset-select"
        />
      )}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <Button
        look="primary"
        type="submit"
        icon="dataset"
        busy={busy}
        disabled={problem !== undefined}
        testId="save-episodes"
      >
        {`Save ${episodes}`}
      </Button>
    </form>
  )
}
