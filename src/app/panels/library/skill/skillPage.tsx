import { useEffect, useState } from 'preact/hooks'
import { useApp } from '../../../state/app.js'
import type { ModelSummary } from '../../../state/libraryStore.js'
import { Button, formatEnv, Notice, Page, Skeleton } from '../../../ui/index.js'
import { CalibrateCard } from './calibrateCard.js'
import { CertificateCard } from './certificateCard.js'
import { DialCard } from './dialCard.js'
import { FigureCard } from './figureCard.js'
import { RaceSkillsCard } from './raceSkillsCard.js'
import { useSkill } from './skillFiles.js'
import './skillPage.css'

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
