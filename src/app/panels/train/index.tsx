import { useApp } from '../../shell/app.js'
import { Page } from '../../ui/index.js'
import { LeftBehind } from './leftBehind.js'
import { PastRuns } from './pastRuns.js'
import { PlanForm } from './planForm.js'
import { RunView } from './runView.js'
import './train.css'

/** Train: choose demonstrations, say how large and how long, watch it learn. */
export function TrainPanel() {
  const { training } = useApp()
  const run = training.run.value
  return (
    <Page
      title="Train"
      lead={
        run
          ? undefined
          : 'A Decision Transformer learns from demonstrations, and can then be asked for any return between the weakest and the best of them.'
      }
    >
      <LeftBehind />
      {run ? <RunView run={run} /> : <PlanForm />}
      <PastRuns />
    </Page>
  )
}
