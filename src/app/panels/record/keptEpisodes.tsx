import { useState } from 'preact/hooks'
import type { HostClient, Output } from '../../../host/contract.js'
import { messageOf } from '../../../platform/errors.js'
import type { DatasetSummary } from '../../shell/libraryStore.js'
import { useApp } from '../../shell/app.js'
import {
  Button,
  Card,
  formatCount,
  formatCounted,
  formatReturn,
  Notice,
  sentence,
  SelectField,
  Segmented,
  TextField,
} from '../../ui/index.js'
import { freeName, growable, nameProblem } from './form.js'

export type Pending = Output<'recording.pending'>[number]

/** The episodes that are kept but not yet in a data set, and the way into one. */
export function KeptEpisodes({
  host,
  pending,
  envId,
  datasets,
  suggestion,
  preferred,
  onChanged,
}: {
  host: HostClient
  pending: readonly Pending[]
  envId: string
  datasets: readonly DatasetSummary[]
  /** Name for a new data set. */
  suggestion: string
  /** A data set to add to, from the address. */
  preferred?: string
  onChanged: () => void
}) {
  const { toasts, router } = useApp()
  const mine = pending.filter((recording) => recording.envId === envId)
  const others = pending.length - mine.length
  const existing = growable(datasets, envId)
  const [chosenTarget, setTarget] = useState<'new' | 'add'>()
  const [name, setName] = useState<string>()
  const [into, setInto] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const target =
    existing.length === 0
      ? 'new'
      : (chosenTarget ?? (existing.some(({ id }) => id === preferred) ? 'add' : 'new'))
  const newName = name ?? freeName(suggestion, datasets)
  const addTo = existing.find(({ id }) => id === (into ?? preferred))?.id ?? existing[0]?.id ?? ''
  const problem = target === 'new' ? nameProblem(newName, datasets) : undefined
  const recovered = mine.filter(({ ended }) => !ended).length
  const damaged = mine.flatMap(({ damage }) => damage ?? [])
  const toSave = mine.reduce((sum, { parts }) => sum + parts, 0)
  if (mine.length === 0 && others === 0)
    return (
      <Card title="Kept episodes">
        <p class="field-hint">
          Nothing yet. Record an episode and keep it; it waits here, safe on the disk, until you save it into
          a data set.
        </p>
      </Card>
    )
  const discard = async (recordingId: string) => {
    try {
      await host.call('recording.discard', { recordingId })
    } catch (reason) {
      toasts.error('Could not discard the episode', reason)
    }
    onChanged()
  }
  const save = async () => {
    setBusy(true)
    setError(undefined)
    const dataset = target === 'new' ? newName : addTo
    try {
      const recordingIds = mine.map(({ recordingId }) => recordingId)
      const saved = await host.call('recording.save', { recordingIds, dataset, append: target === 'add' })
      setName(undefined)
      setTarget('add')
      setInto(dataset)
      toasts.show({
        message: `${formatCounted(toSave, 'episode')} saved in ${saved.title}`,
        tone: 'good',
        action: { label: 'Train on it', run: () => router.go('train', { data: dataset }) },
      })
    } catch (reason) {
      setError(messageOf(reason))
    }
    setBusy(false)
    onChanged()
  }
  return (
    <Card title="Kept episodes" aside={`${formatCount(mine.length)} not saved yet`}>
      {recovered > 0 && (
        <Notice
          tone="info"
          title={recovered === 1 ? 'An episode was recovered.' : `${recovered} episodes were recovered.`}
        >
          The window or the program ended while recording. What was on the disk by then is here: save or
          discard it.
        </Notice>
      )}
      {damaged.length > 0 && (
        <Notice tone="warn" title="A part of what was recorded cannot be read any more.">
          {damaged.map((text) => `${sentence(text)}.`).join(' ')} What is whole is saved as episodes of its
          own, and the damaged file is kept.
        </Notice>
      )}
      <ul class="record-kept">
        {mine.map(({ recordingId, ended, episode, parts }) => (
          <li
            key={recordingId}
            data-testid="kept-episode"
            data-length={episode.length}
            data-return={episode.return.toFixed(2)}
            data-recovered={!ended}
          >
            <span class="record-kept-who">{episode.controller}</span>
            <span>
              {formatCount(episode.length)} steps{parts > 1 ? ` in ${parts} parts` : ''}
              {ended ? '' : ', recovered'}
            </span>
            <strong>{formatReturn(episode.return)}</strong>
            <Button
              look="ghost"
              size="s"
              icon="trash"
              label={`Discard the episode of ${episode.controller} with return ${formatReturn(episode.return)}`}
              onClick={() => void discard(recordingId)}
            />
          </li>
        ))}
      </ul>
      {others > 0 && (
        <p class="field-hint">{formatCount(others)} more of another body; choose that body to save them.</p>
      )}
      {mine.length > 0 && (
        <form
          class="record-save"
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
              onChange={setTarget}
            />
          )}
          {target === 'new' ? (
            <TextField
              label="Name of the data set"
              value={newName}
              onInput={setName}
              error={problem}
              testId="dataset-name"
            />
          ) : (
            <SelectField
              label="Data set"
              value={addTo}
              options={existing.map(({ id, title, episodes }) => ({
                value: id,
                label: `${title} (${formatCounted(episodes, 'episode')})`,
              }))}
              onChange={setInto}
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
            {`Save ${formatCounted(toSave, 'episode')}`}
          </Button>
        </form>
      )}
    </Card>
  )
}
