import { useApp } from '../../state/app.js'
import type { DatasetSummary } from '../../state/libraryStore.js'
import {
  Button,
  Card,
  formatCount,
  formatEnv,
  formatReturn,
  Histogram,
  Notice,
  sentence,
  Stat,
  Stats,
  Tag,
} from '../../ui/index.js'
import { EntryFacts } from './entryFacts.js'
import { ControllerTag } from './controllerTag.js'
import { EntryActions } from './entryActions.js'
import { EpisodeTable } from './episodeTable.js'

export function DatasetDetail({ dataset }: { dataset: DatasetSummary }) {
  const { router } = useApp()
  const { id, title, shipped, error, returns, histogram } = dataset
  return (
    <>
      <Card
        title={<span class="library-title">{title}</span>}
        aside={
          <>
            <Button
              look="primary"
              icon="train"
              disabled={error !== undefined}
              onClick={() => router.go('train', { data: id })}
              testId="library-train"
            >
              Train on this
            </Button>
            <EntryActions
              kind="datasets"
              id={id}
              title={title}
              shipped={shipped}
              broken={error !== undefined}
            />
          </>
        }
      >
        {error ? (
          <Broken error={error} shipped={shipped} />
        ) : (
          <div class="library-facts">
            <div class="library-tags">
              <Tag tone="accent">{formatEnv(dataset.envId)}</Tag>
              {dataset.controllers.map((controller) => (
                <ControllerTag key={controller} name={controller} />
              ))}
              {shipped && <Tag>Shipped with Gaitway</Tag>}
              <EntryFacts bytes={dataset.bytes} verb="Recorded" at={dataset.createdAt} />
            </div>
            <Stats>
              <Stat size="l" label="Episodes" value={formatCount(dataset.episodes)} />
              <Stat size="l" label="Steps" value={formatCount(dataset.steps)} />
              <Stat size="l" label="Mean return" value={formatReturn(returns.mean)} />
              <Stat
                size="l"
                label="Lowest to highest"
                value={`${formatReturn(returns.min)} to ${formatReturn(returns.max)}`}
              />
            </Stats>
            {dataset.episodes > 1 && (
              <div>
                <h3 class="library-subtitle">How well the episodes went</h3>
                <Histogram
                  edges={histogram.edges}
                  counts={histogram.counts}
                  xLabel="Return"
                  description={`Histogram of ${dataset.episodes} returns from ${formatReturn(returns.min)} to ${formatReturn(returns.max)}, mean ${formatReturn(returns.mean)}`}
                />
              </div>
            )}
          </div>
        )}
      </Card>
      {!error && <EpisodeTable dataset={dataset} />}
    </>
  )
}

export function Broken({ error, shipped }: { error: string; shipped: boolean }) {
  return (
    <Notice tone="danger" title="This entry cannot be used.">
      <p>{sentence(error)}</p>
      <p>
        {shipped
          ? 'Installing Gaitway again brings it back.'
          : 'Its files are untouched. Mend them, or delete it here.'}
      </p>
    </Notice>
  )
}
