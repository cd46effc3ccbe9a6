import { useState } from 'preact/hooks'
import { useApp } from '../../shell/app.js'
import {
  Button,
  Card,
  Dialog,
  formatCount,
  formatDuration,
  formatShort,
  LineChart,
  Notice,
  Progress,
  Segmented,
  sentence,
  Stat,
  Stats,
  Tag,
  type Tone,
} from '../../ui/index.js'
import type { Phase, Run } from './session.js'

const states: Record<Phase, { word: string; tone: Tone }> = {
  preparing: { word: 'Preparing', tone: 'plain' },
  running: { word: 'Training', tone: 'accent' },
  pausing: { word: 'Pausing', tone: 'warn' },
  paused: { word: 'Paused', tone: 'warn' },
  stopping: { word: 'Stopping', tone: 'warn' },
  saving: { word: 'Saving', tone: 'accent' },
  done: { word: 'Done', tone: 'good' },
  interrupted: { word: 'Interrupted', tone: 'danger' },
  failed: { word: 'Failed', tone: 'danger' },
}

/** A training as it goes: how far, how fast, how well, and what one can do about it. */
export function RunView({ run }: { run: Run }) {
  const { word, tone } = states[run.phase]
  return (
    <>
      <Outcome run={run} />
      <Card
        title={
          <span class="train-run-title">
            {run.model} <Tag tone={tone}>{word}</Tag>
          </span>
        }
        aside={<Controls run={run} />}
      >
        <div class="train-run">
          <RunProgress run={run} />
          <Figures run={run} />
          <Curve run={run} />
          <p class="field-hint">
            Learns from {run.datasets.join(', ')} · context {run.config.contextLength} · hidden{' '}
            {run.config.hiddenSize} · {run.config.layers} layers · batch {run.config.batchSize} ·{' '}
            {run.config.schedule} rate · seed {run.config.seed}
            {run.backend && ` · ${run.backend.reason}`}
          </p>
        </div>
      </Card>
    </>
  )
}

function RunProgress({ run }: { run: Run }) {
  if (run.phase === 'preparing' && run.latest === undefined) {
    return <Progress value={run.prepared} label={run.message} />
  }
  const { steps } = run.config
  const left = run.pace.secondsLeft
  const label = `Step ${formatCount(run.step)} of ${formatCount(steps)}`
  const detail =
    run.phase === 'running'
      ? left === undefined
        ? 'time left: measuring…'
        : `${formatDuration(left)} left`
      : run.phase === 'failed' || run.phase === 'interrupted' || run.phase === 'done'
        ? undefined
        : run.message
  return (
    <Progress
      value={run.step / steps}
      label={label}
      detail={detail}
      tone={run.phase === 'running' || run.phase === 'done' || run.phase === 'saving' ? 'accent' : 'muted'}
    />
  )
}

function Figures({ run }: { run: Run }) {
  const { latest, pace, points, backend } = run
  return (
    <Stats>
      <Stat size="l" label="Loss" value={formatShort(points.smooth.at(-1) ?? Number.NaN)} title="Smoothed" />
      {run.seconds === undefined ? (
        <Stat
          size="l"
          label="Speed"
          value={pace.stepsPerSecond === undefined ? '–' : formatShort(pace.stepsPerSecond)}
          unit={pace.stepsPerSecond === undefined ? undefined : 'steps/s'}
        />
      ) : (
        <Stat size="l" label="Took" value={formatDuration(run.seconds)} />
      )}
      <Stat size="l" label="Gradient norm" value={formatShort(latest?.gradNorm ?? Number.NaN)} />
      <Stat size="l" label="Learning rate" value={formatShort(latest?.learningRate ?? Number.NaN)} />
      <Stat
        size="l"
        label="Runs on"
        value={backend ? { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'JavaScript' }[backend.backend] : '–'}
        title={backend?.reason}
      />
    </Stats>
  )
}

function Curve({ run }: { run: Run }) {
  const { steps, raw, smooth } = run.points
  const [scale, setScale] = useState<'linear' | 'log'>('linear')
  if (steps.length < 2) {
    return <div class="train-curve-empty">The loss curve begins with the first steps.</div>
  }
  return (
    <div
      class="train-curve"
      data-testid="train-curve"
      data-step={run.step}
      data-first-loss={raw[0]}
      data-last-loss={smooth.at(-1)}
    >
      <div class="train-curve-scale">
        <Segmented
          label="Scale of the loss"
          hideLabel
          value={scale}
          options={[
            { value: 'linear', label: 'Linear' },
            { value: 'log', label: 'Log' },
          ]}
          onChange={setScale}
        />
      </div>
      <LineChart
        key={scale}
        logarithmic={scale === 'log'}
        x={steps}
        lines={[
          { label: 'Each step', color: '#5d6b70', width: 1, values: raw },
          { label: 'Smoothed', color: '#c8f24a', values: smooth },
        ]}
        xLabel="Step"
        yLabel="Loss"
        height={300}
        description={`Loss from ${formatShort(smooth[0])} at step ${steps[0]} to ${formatShort(smooth.at(-1)!)} at step ${steps.at(-1)}`}
      />
    </div>
  )
}

function Controls({ run }: { run: Run }) {
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
      {(stoppable || run.phase === 'preparing') && (
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

/** What there is to do when it is over, well or badly. */
function Outcome({ run }: { run: Run }) {
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
