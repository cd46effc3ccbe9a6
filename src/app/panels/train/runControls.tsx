import { useState } from 'preact/hooks'
import { useApp } from '../../state/app.js'
import { Button, Dialog, formatCount } from '../../ui/index.js'
import type { Run } from '../../state/training/run.js'

/** Pause, resume, stop and keep, discard: whatever makes sense in the run's phase. */
export function RunControls({ run }: { run: Run }) {
  const { training, toasts } = useApp()
  const [discarding, setDiscarding] = useState(false)
  const discard = () => {
    setDiscarding(false)
    void training.discard().catch((error) => toasts.error('Could not discard', error))
  }
  const stoppable = run.phase === 'running' || run.phase === 'paused'
  return (
    <>
      {(run.phase === 'running' || run.phase === 'pausing') && (
        <Button
          size="s"
          icon="pause"
          busy={run.phase === 'pausing'}
          onClick={() => training.pause()}
          testId="train-pause"
        >
          Pause
        </Button>
      )}
      {run.phase === 'paused' && (
        <Button size="s" look="primary" icon="play" onClick={() => training.resume()} testId="train-resume">
          Resume
        </Button>
      )}
      {(stoppable || run.phase === 'stopping') && (
        <Button
          size="s"
          icon="stop"
          busy={run.phase === 'stopping'}
          title="Ends the training and keeps the model as it is by now"
          onClick={() => training.stop()}
          testId="train-stop"
        >
          Stop and keep
        </Button>
      )}
      {(stoppable || run.phase === 'preparing' || run.phase === 'saving') && (
        <Button size="s" look="ghost" icon="trash" onClick={() => setDiscarding(true)}>
          Discard
        </Button>
      )}
      {discarding && (
        <Dialog
          title={`Discard ${run.model}?`}
          width="s"
          onClose={() => setDiscarding(false)}
          actions={
            <>
              <Button onClick={() => setDiscarding(false)}>Go on training</Button>
              <Button look="danger" onClick={discard}>
                Discard
              </Button>
            </>
          }
        >
          <p>
            {formatCount(run.step)} steps of training will be gone. To keep the model as it is by now, use
            Stop and keep.
          </p>
        </Dialog>
      )}
    </>
  )
}
