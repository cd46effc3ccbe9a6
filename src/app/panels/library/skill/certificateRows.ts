import { percent } from '../../../../platform/index.js'
import type { CertificateFile } from '../../../../skill/index.js'
import { type Column, sentence } from '../../../ui/index.js'

/** One that was judged: the model, or a simple rival. */
export interface JudgedRow {
  name: string
  figures: CertificateFile['figures']
  isOwn: boolean
}

/** The model first, then its rivals. */
export function certificateRows({
  figures,
  baselines = [],
}: Pick<CertificateFile, 'figures' | 'baselines'>): JudgedRow[] {
  return [
    { name: 'This model', figures, isOwn: true },
    ...baselines.map((baseline) => ({
      name: sentence(baseline.name),
      figures: baseline.figures,
      isOwn: false,
    })),
  ]
}

/** The figures of each, all but the name. */
export const figureColumns: readonly Column<JudgedRow>[] = [
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
    cell: ({ figures: { rankCorrelation } }) => (rankCorrelation === null ? '–' : rankCorrelation.toFixed(3)),
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

/** The command that judges a dial, and writes what comes into the model's card. */
export function certifyCommand(
  model: { id: string; shipped: boolean },
  libraryFolder: string | undefined,
): string {
  const folder = model.shipped ? `assets/models/${model.id}` : `${libraryFolder ?? '…'}/models/${model.id}`
  return `gaitway certify --model ${JSON.stringify(folder)} --baselines --card`
}
