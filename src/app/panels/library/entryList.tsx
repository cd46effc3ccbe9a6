import type { VNode } from 'preact'
import type { DatasetSummary, ModelSummary } from '../../state/libraryStore.js'
import { formatRoute } from '../../state/route.js'
import { formatCounted, formatEnv, formatReturn, Icon, Tag, type IconName } from '../../ui/index.js'
import type { Selection } from './selection.js'
import './entryList.css'

/** Both kinds in one column, the selected one marked. */
export function EntryList({
  datasets,
  models,
  selected,
}: {
  datasets: readonly DatasetSummary[]
  models: readonly ModelSummary[]
  selected: Selection
}) {
  return (
    <div class="entry-list">
      <Group title="Datasets" empty="None yet: record some demonstrations.">
        {datasets.map((dataset) => (
          <Entry
            key={dataset.id}
            kind="dataset"
            entry={dataset}
            current={selected.kind === 'datasets' && selected.id === dataset.id}
            figures={formatCounted(dataset.episodes, 'episode')}
          />
        ))}
      </Group>
      <Group title="Models" empty="None yet: train one on a dataset.">
        {models.map((model) => (
          <Entry
            key={model.id}
            kind="model"
            entry={model}
            current={selected.kind === 'models' && selected.id === model.id}
            figures={`${formatReturn(model.targetRange[0])} to ${formatReturn(model.targetRange[1])}`}
          />
        ))}
      </Group>
    </div>
  )
}

function Group({ title, empty, children }: { title: string; empty: string; children: VNode[] }) {
  return (
    <section>
      <h2 class="entry-group">
        {title} <span>{children.length}</span>
      </h2>
      {children.length === 0 ? <p class="field-hint entry-none">{empty}</p> : <ul>{children}</ul>}
    </section>
  )
}

function Entry({
  kind,
  entry,
  current,
  figures,
}: {
  kind: IconName & ('dataset' | 'model')
  entry: DatasetSummary | ModelSummary
  current: boolean
  figures: string
}) {
  return (
    <li>
      <a
        class={`entry${entry.error ? ' is-broken' : ''}`}
        href={formatRoute({ place: 'library', params: { [kind]: entry.id } })}
        aria-current={current ? 'true' : undefined}
        data-testid={`library-${kind}s-${entry.id}`}
      >
        <Icon name={entry.error ? 'warning' : kind} size={20} />
        <span class="entry-text">
          <span class="entry-name">
            <span>{entry.title}</span>
            {entry.shipped && <Tag>Shipped</Tag>}
          </span>
          <span class={entry.error ? 'field-error' : 'field-hint'}>
            {entry.error ? 'cannot be used' : `${formatEnv(entry.envId)} · ${figures}`}
          </span>
        </span>
      </a>
    </li>
  )
}
