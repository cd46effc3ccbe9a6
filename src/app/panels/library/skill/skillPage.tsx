import { useEffect, useState } from 'preact/hooks'
import type { CertificateFile } from '../../../../skill/certificateFile.js'
import type { DialCurve } from '../../../../skill/dialCurve.js'
import { useApp } from '../../../state/app.js'
import type { ModelSummary } from '../../../state/libraryStore.js'
import { Button, Card, Checkbox, formatEnv, Notice, Page, ScatterChart, Skeleton } from '../../../ui/index.js'
import { CalibrateCard } from './calibrateCard.js'
import { CertificateCard } from './certificateCard.js'
import { DialCard } from './dialCard.js'
import { skillFigure } from './figure.js'
import { RaceSkillsCard } from './raceSkillsCard.js'
import { type SkillRecord, useSkill } from './skillFiles.js'
import './skill.css'

/** A model's dial: what it asks for, what comes, how that was measured, and how it holds against simple rivals. */
export function SkillPage({ model, libraryFolder }: { model: ModelSummary; libraryFolder?: string }) {
  const { router } = useApp()
  const { record, error, retry } = useSkill(model)
  const [skill, setSkill] = useState(50)
  // One comes from the middle of the Library's page.
  useEffect(() => document.getElementById('content')?.scrollTo(0, 0), [])
  return (
    <Page
      title={`Skill of ${model.title}`}
      lead={`What this ${formatEnv(model.envId).toLowerCase()} model does when it is asked for a return`}
      actions={
        <Button icon="back" onClick={() => router.go('library', { model: model.id })} testId="skill-back">
          Back to the model
        </Button>
      }
    >
      {error !== undefined && (
        <Notice
          tone="danger"
          title="The dial cannot be read."
          actions={
            <Button size="s" onClick={retry}>
              Try again
            </Button>
          }
        >
          {error}
        </Notice>
      )}
      {record ? (
        <div class="skill" data-testid="skill" data-calibrated={record.curve.calibration !== undefined}>
          <div class="skill-main">
            <FigureCard record={record} model={model} skill={skill} />
            <CertificateCard record={record} model={model} libraryFolder={libraryFolder} />
          </div>
          <div class="skill-side">
            <DialCard curve={record.curve} skill={skill} onSkill={setSkill} />
            <RaceSkillsCard model={model} skill={skill} />
            <CalibrateCard model={model} calibration={record.curve.calibration} />
          </div>
        </div>
      ) : (
        error === undefined && (
          <div class="skill" aria-busy="true">
            <Skeleton height="28rem" />
            <Skeleton lines={3} height="8rem" />
          </div>
        )
      )}
    </Page>
  )
}

function FigureCard({ record, model, skill }: { record: SkillRecord; model: ModelSummary; skill: number }) {
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
          description={describe(curve, certificate)}
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

function describe({ calibration }: DialCurve, certificate: CertificateFile | undefined): string {
  const measured = calibration
    ? calibration.prompted
        .map((prompted, i) => `asked for ${Math.round(prompted)}: ${Math.round(calibration.median[i])}`)
        .join(', ')
    : 'not measured'
  const judged = certificate
    ? `; judged: ${certificate.results.map(({ target, median }) => `${Math.round(target)}: ${Math.round(median)}`).join(', ')}`
    : ''
  return `Achieved return for the return asked for: ${measured}${judged}`
}
