import { percent } from '../../../../platform/index.js'
import type { CertificateFile } from '../../../../skill/index.js'
import type { ModelSummary } from '../../../state/libraryStore.js'
import { Card, type Column, Notice, sentence, Table, Tag } from '../../../ui/index.js'
import { certificateRows, certifyCommand, figureColumns, type JudgedRow } from './certificateRows.js'
import type { SkillRecord } from './skillFiles.js'
import { SkillStack } from './skillStack.js'
import './certificateCard.css'

const columns: Column<JudgedRow>[] = [
  {
    key: 'name',
    title: 'Judged',
    cell: ({ name, isOwn }) => (isOwn ? <strong>{name}</strong> : name),
  },
  ...figureColumns,
]

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
  if (certificate && !isOutdated) return <Certified certificate={certificate} />
  return (
    <Card title="Certificate">
      <SkillStack>
        <p class="field-hint">
          {isOutdated
            ? 'The dial was calibrated anew after it was judged, so its certificate no longer holds. This command judges it again:'
            : 'Nobody has judged this dial yet. This command does, on starts that neither training nor calibration has seen:'}
        </p>
        <code class="certificate-command">{certifyCommand(model, libraryFolder)}</code>
      </SkillStack>
    </Card>
  )
}

function Certified({ certificate }: { certificate: CertificateFile }) {
  const { results, episodes, baselines = [], broken, promise } = certificate
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
      <SkillStack testId="skill-certificate">
        {broken.length > 0 && (
          <Notice tone="warn" title="The dial does not keep what it promises.">
            {sentence(broken.join('; '))}.
          </Notice>
        )}
        <Table
          caption="Figures of the dial and of simple rivals"
          columns={columns}
          rows={certificateRows(certificate)}
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
      </SkillStack>
    </Card>
  )
}
