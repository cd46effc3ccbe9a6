import { useApp } from '../../state/app.js'
import type { DatasetSummary } from '../../state/libraryStore.js'
import { Button, EmptyState, formatCounted, formatEnv, formatReturn, Skeleton, Tag } from '../../ui/index.js'
import './datasetPicker.css'

/** Which demonstrations to learn from: one or more datasets of one body. */
export function DatasetPicker({
  chosen,
  onChange,
}: {
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}) {
  const { library, router } = useApp()
  if (!library.ready.value) return <Skeleton lines={3} height="3.4rem" />
  const datasets = library.datasets.value
  if (datasets.length === 0) {
    return (
      <EmptyState
        icon="dataset"
        title="No demonstrations yet"
        actions={
          <Button look="primary" icon="record" onClick={() => router.go('record')}>
            Record some
          </Button>
        }
      >
        A model learns from recorded episodes: your own runs, or a scripted gait at many skills.
      </EmptyState>
    )
  }
  const body = datasets.find((dataset) => chosen.includes(dataset.id) && !dataset.error)?.envId
  const toggle = (id: string, on: boolean) =>
    onChange(on ? [...chosen, id] : chosen.filter((other) => other !== id))
  return (
    <ul class="train-datasets">
      {datasets.map((dataset) => (
        <li key={dataset.id}>
          <DatasetChoice
            dataset={dataset}
            checked={chosen.includes(dataset.id)}
            otherBody={body !== undefined && dataset.envId !== body ? formatEnv(body) : undefined}
            onToggle={(on) => toggle(dataset.id, on)}
          />
        </li>
      ))}
    </ul>
  )
}

function DatasetChoice({
  dataset,
  checked,
  otherBody,
  onToggle,
}: {
  dataset: DatasetSummary
  checked: boolean
  /** The body already chosen, where this is another. */
  otherBody: string | undefined
  onToggle: (on: boolean) => void
}) {
  const { id, title, envId, episodes, steps, returns, error, shipped } = dataset
  const disabled = !checked && (error !== undefined || otherBody !== undefined)
  return (
    <label class={`train-dataset${checked ? ' is-chosen' : ''}${disabled ? ' is-disabled' : ''}`}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        data-testid={`train-dataset-${id}`}
        onChange={(event) => onToggle(event.currentTarget.checked)}
      />
      <span class="train-dataset-text">
        <span class="train-dataset-title">
          {title} {shipped && <Tag>Shipped</Tag>}
        </span>
        {error ? (
          <span class="field-error">Cannot be read: {error}</span>
        ) : (
          <span class="field-hint">
            {formatEnv(envId)} · {formatCounted(episodes, 'episode')} · {formatCounted(steps, 'step')}
            {otherBody && ` · another body than the chosen ${otherBody}; a model learns one body`}
          </span>
        )}
      </span>
      {!error && (
        <span class="train-dataset-returns" title="Lowest to highest return of an episode">
          {formatReturn(returns.min)} to {formatReturn(returns.max)}
        </span>
      )}
    </label>
  )
}
