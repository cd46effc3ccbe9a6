import { useApp } from '../../state/app.js'
import type { ModelSummary } from '../../state/libraryStore.js'
import { formatRoute } from '../../state/route.js'
import {
  Button,
  Card,
  formatCount,
  formatEnv,
  formatReturn,
  formatShort,
  formatWhen,
  Notice,
  sentence,
  Table,
} from '../../ui/index.js'

/** The models that came out of earlier trainings, and the trainings that came to nothing. */
export function PastRuns() {
  const { library, jobs, host, toasts, training } = useApp()
  const models = library.usableModels.value.filter((model) => !model.shipped)
  const own = training.run.value?.jobId
  const failed = jobs.jobs.value.filter(
    (job) => job.kind === 'train' && job.state === 'failed' && job.id !== own,
  )
  if (models.length === 0 && failed.length === 0) return null
  const dismiss = (jobId: string) =>
    void host
      .call('jobs.dismiss', { jobId })
      .then(() => jobs.refresh())
      .catch((error) => toasts.error('Could not remove it from the list', error))
  return (
    <>
      {failed.map((job) => (
        <Notice
          key={job.id}
          tone="danger"
          title={`“${job.title}” failed, ${formatWhen(job.startedAt)}.`}
          actions={
            <Button size="s" look="ghost" onClick={() => dismiss(job.id)}>
              Dismiss
            </Button>
          }
        >
          {sentence(job.message)}
        </Notice>
      ))}
      {models.length > 0 && (
        <Card title="Past runs" flush>
          <Table<ModelSummary>
            caption="Trained models"
            rows={models}
            rowKey={(model) => model.id}
            page={12}
            initialSort={{ key: 'when', descending: true }}
            columns={[
              {
                key: 'model',
                title: 'Model',
                value: (model) => model.title,
                cell: (model) => (
                  <a href={formatRoute({ place: 'library', params: { model: model.id } })}>{model.title}</a>
                ),
              },
              {
                key: 'body',
                title: 'Body',
                value: (model) => model.envId,
                cell: (model) => formatEnv(model.envId),
              },
              {
                key: 'steps',
                title: 'Steps',
                align: 'end',
                value: (model) => model.trainedSteps,
                cell: (model) => formatCount(model.trainedSteps),
              },
              {
                key: 'loss',
                title: 'Final loss',
                align: 'end',
                value: (model) => model.finalLoss ?? Infinity,
                cell: (model) => (model.finalLoss === undefined ? '–' : formatShort(model.finalLoss)),
              },
              {
                key: 'range',
                title: 'Skill 0 → 100',
                align: 'end',
                value: (model) => model.targetRange[1],
                cell: (model) =>
                  `${formatReturn(model.targetRange[0])} → ${formatReturn(model.targetRange[1])}`,
              },
              {
                key: 'when',
                title: 'Trained',
                align: 'end',
                value: (model) => model.createdAt,
                cell: (model) => formatWhen(model.createdAt),
              },
            ]}
          />
        </Card>
      )}
    </>
  )
}
