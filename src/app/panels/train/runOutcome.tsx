import { useApp } from '../../state/app.js'
import { Button, formatCount, Notice, sentence } from '../../ui/index.js'
import type { Run } from '../../state/training/run.js'

/** What there is to do when it is over, well or badly. */
export function RunOutcome({ run }: { run: Run }) {
  const { training, router, toasts } = useApp()
  const again = (
    <Button size="s" look="ghost" onClick={() => training.clear()}>
      New training
    </Button>
  )
  if (run.phase === 'done') {
    return (
      <Notice
        tone="good"
        title={`${run.model} is in the library.`}
        actions={
          <>
            <Button
              size="s"
              look="primary"
              icon="flag"
              onClick={() => router.go('play', { model: run.model })}
              testId="train-race"
            >
              Race it
            </Button>
            <Button size="s" onClick={() => router.go('library', { model: run.model })}>
              Show it
            </Button>
            {again}
          </>
        }
      >
        {run.message}
      </Notice>
    )
  }
  if (run.phase === 'interrupted') {
    const resume = () =>
      void training.takeUp(run.jobId).catch((error) => toasts.error('Could not resume', error))
    return (
      <Notice
        tone="danger"
        title="The training was interrupted."
        actions={
          <>
            <Button size="s" look="primary" onClick={resume}>
              Go on from step {formatCount(run.savedStep)}
            </Button>
            {again}
          </>
        }
      >
        {sentence(run.message)}
      </Notice>
    )
  }
  if (run.phase === 'failed') {
    return (
      <Notice tone="danger" title="The training failed." actions={again}>
        {sentence(run.message)}
      </Notice>
    )
  }
  return null
}
