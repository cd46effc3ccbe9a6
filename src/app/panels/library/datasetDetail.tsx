import { useApp } from '../../state/app.js'
import type { DatasetSummary } from '../../state/libraryStore.js'
import { Button, formatCount, formatReturn, Histogram, Stat, Stats } from '../../ui/index.js'
import { ControllerTag } from './controllerTag.js'
import { EntryActions } from './entryActions.js'
import { EntryDetail, EntryPart } from './entryDetail.js'
import { EpisodeTable } from './episodeTable.js'

/** A dataset: how much there is, how well it went, and every episode. */
export function DatasetDetail({ dataset }: { dataset: DatasetSummary }) {
  const { router } = useApp()
  const { id, title, shipped, error, returns, histogram } = dataset
  return (
    <>
      <EntryDetail
        entry={dataset}
        verb="Recorded"
        tags={dataset.controllers.map((controller) => (
          <ControllerTag key={controller} name={controller} />
        ))}
        actions={
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
          <EntryPart title="How well the episodes went">
            <Histogram
              edges={histogram.edges}
              counts={histogram.counts}
              xLabel="Return"
              description={`Histogram of ${dataset.episodes} returns from ${formatReturn(returns.min)} to ${formatReturn(returns.max)}, mean ${formatReturn(returns.mean)}`}
            />
          </EntryPart>
        )}
      </EntryDetail>
      {!error && <EpisodeTable dataset={dataset} />}
    </>
  )
}
