import { useState } from 'preact/hooks'
import { useApp } from '../../../state/app.js'
import type { ModelSummary } from '../../../state/libraryStore.js'
import { Card, Checkbox, ScatterChart } from '../../../ui/index.js'
import { describeFigure, skillFigure } from './figure.js'
import type { SkillRecord } from './skillFiles.js'
import './figureCard.css'

/** Asked against achieved: the model as it is, through its dial, and simple rivals. */
export function FigureCard({
  record,
  model,
  skill,
}: {
  record: SkillRecord
  model: ModelSummary
  skill: number
}) {
  const { library } = useApp()
  const [withBaselines, setWithBaselines] = useState(true)
  const { curve, certificate, isOutdated } = record
  const sources = library.usableDatasets.value.filter(({ id }) => model.datasets.includes(id))
  // With one of them gone nobody knows whether a hole is one.
  const histograms = sources.length === model.datasets.length ? sources.map(({ histogram }) => histogram) : []
  const figure = skillFigure(record, { histograms, withBaselines })
  const { targetReturn, promptedReturn } = curve.ask(skill)
  const rivals = isOutdated ? [] : (certificate?.baselines ?? [])
  return (
    <Card
      title="Asked against achieved"
      aside={
        rivals.length > 0 && (
          <Checkbox
            label="Simple rivals"
            checked={withBaselines}
            onChange={setWithBaselines}
            testId="skill-baselines"
          />
        )
      }
    >
      <div
        class="skill-figure"
        data-testid="skill-figure"
        data-series={figure.series.map(({ label }) => label).join()}
      >
        <ScatterChart
          series={figure.series}
          zones={figure.zones}
          guide={curve.calibration && { x: promptedReturn, y: targetReturn }}
          range={figure.range}
          xLabel="return it is asked for"
          yLabel="return it achieves"
          height={420}
          description={describeFigure(curve, certificate)}
        />
        {figure.series.length === 0 && (
          <div class="skill-unmeasured">
            <strong>Not measured yet</strong>
            <span>Calibrate it to see what it achieves.</span>
          </div>
        )}
      </div>
      <p class="field-hint">
        Points are medians, bars the middle half of the episodes; on the dashed diagonal the model does
        exactly as asked.
        {curve.calibration && ' The ring is the dial: the return wanted, and what the model is told for it.'}
      </p>
    </Card>
  )
}
