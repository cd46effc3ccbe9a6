import { percent } from '../../../../platform/percent.js'
import type { CertificateFile } from '../../../../skill/certificateFile.js'
import type { ModelSummary } from '../../../shell/libraryStore.js'
import { Card, type Column, Notice, sentence, Table, Tag } from '../../../ui/index.js'
import type { SkillRecord } from './skillFiles.js'

interface Row {
  name: string
  figures: CertificateFile['figures']
  isOwn: boolean
}

/** What judging the dial on fresh starts found, beside what it promises and what simple rivals reach. */
export function CertificateCard({
  record: { certificate, isOutdated },
  model,
  libraryFolder,
}: {
  record: SkillRecord
  model: ModelSummary
  libraryFolder?: string
}) {
  const folder = model.shipped ? `assets/models/${model.id}` : `${libraryFolder ?? '…'}/models/${model.id}`
  const command = (
    <code class="skill-command">gaitway certify --model {JSON.stringify(folder)} --baselines --card</code>
  )
  if (!certificate || isOutdated) {
    return (
      <Card title="Certificate">
        <div class="skill-stack">
          <p class="field-hint">
            {isOutdated
              ? 'The dial was calibrated anew after it was judged, so its certificate no longer holds. This command judges it again:'
              : 'Nobody has judged this dial yet. This command does, on starts that neither training nor calibration has seen:'}
          </p>
          {command}
        </div>
      </Card>
    )
  }
  const { results, episodes, baselines = [], broken, figures, promise } = certificate
  const rows: Row[] = [
    { name: 'This model', figures, isOwn: true },
    ...baselines.map((baseline) => ({
      name: sentence(baseline.name),
      figures: baseline.figures,
      isOwn: false,
    })),
  ]
  const columns: Column<Row>[] = [
    {
      key: 'name',
      title: 'Judged',
      cell: ({ name, isOwn }) => (isOwn ? <strong>{name}</strong> : name),
    },
    {
      key: 'means',
      title: 'Error of means',
      align: 'end',
      value: (row) => row.figures.nmaeOfMeans,
      cell: (row) => percent(row.figures.nmaeOfMeans),
    },
    {
      key: 'episodes',
      title: 'Per episode',
      align: 'end',
      value: (row) => row.figures.nmaePerEpisode,
      cell: (row) => percent(row.figures.nmaePerEpisode),
    },
    {
      key: 'rank',
      title: 'Rank',
      align: 'end',
      cell: ({ figures: { rankCorrelation } }) =>
        rankCorrelation === null ? '–' : rankCorrelation.toFixed(3),
    },
    {
      key: 'order',
      title: 'Out of order',
      align: 'end',
      minor: true,
      cell: (row) => row.figures.monotonicityViolations,
    },
    {
      key: 'falls',
      title: 'Most falls',
      align: 'end',
      cell: (row) => percent(row.figures.falls),
    },
  ]
  return (
    <Card
      title="Certificate"
      aside={
        broken.length === 0 ? (
          <Tag tone="good">promise kept</Tag>
        ) : (
          <Tag tone="danger" title={broken.join('; ')}>
            promise broken
          </Tag>
        )
      }
    >
      <div class="skill-stack" data-testid="skill-certificate">
        {broken.length > 0 && (
          <Notice tone="warn" title="The dial does not keep what it promises.">
            {sentence(broken.join('; '))}.
          </Notice>
        )}
        <Table
          caption="Figures of the dial and of simple rivals"
          columns={columns}
          rows={rows}
          rowKey={({ name }) => name}
        />
        <p class="field-hint">
          {results.length} targets × {episodes} episodes on starts that neither training nor calibration has
          seen; errors are shares of the dial’s range. Promised: at most {percent(promise.nmaeOfMeans)} and{' '}
          {percent(promise.nmaePerEpisode)}, a rank correlation of {promise.rankCorrelation} or more, falls at
          most {percent(promise.falls)}.
          {baselines.length > 0 &&
            ' The rivals are the scripted expert made weaker in the usual ways, tuned and judged by the same protocol.'}
        </p>
      </div>
    </Card>
  )
}
