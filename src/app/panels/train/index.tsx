import { useApp } from '../../state/app.js'
import { Button, Page } from '../../ui/index.js'
import { LeftBehind } from './leftBehind.js'
import { PastRuns } from './pastRuns.js'
import { PlanForm } from './planForm.js'
import { RunView } from './runView.js'
import { StitchingPage } from './stitching/stitchingPage.js'

/** Train: choose demonstrations, say how large and how long, watch it learn. */
export function TrainPanel() {
  const { training, router } = useApp()
  if (router.route.value.params.view === 'stitching') return <StitchingPage />
  const run = training.run.value
  return (
    <Page
      title="Train"
      lead={
        run
          ? undefined
          : 'A Decision Transformer learns from demonstrations, and can then be asked for any return between the weakest and the best of them.'
      }
      actions={
        <Button
          look="ghost"
          icon="info"
          onClick={() => router.go('train', { view: 'stitching' })}
          testId="train-stitching"
        >
          Why it works: stitching
        </Button>
      }
    >
      <LeftBehind />
      {run ? <RunView run={run} /> : <PlanForm />}
      <PastRuns />
    </Page>
  )
}
