import {
  Card,
  formatCount,
  formatDuration,
  formatShort,
  Notice,
  Progress,
  Stat,
  Stats,
  Tag,
  type Tone,
} from '../../ui/index.js'
import type { Phase, Run } from '../../state/training/run.js'
import { RunControls } from './runControls.js'
import { RunCurve } from './runCurve.js'
import { RunOutcome } from './runOutcome.js'
import './runView.css'

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
      <RunOutcome run={run} />
      <Card
        title={
          <span class="train-run-title">
            {run.model} <Tag tone={tone}>{word}</Tag>
          </span>
        }
        aside={<RunControls run={run} />}
      >
        <div class="train-run">
          <RunProgress run={run} />
          {run.warning && <Notice tone="warn">{run.warning}</Notice>}
          <Figures run={run} />
          <RunCurve run={run} />
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
