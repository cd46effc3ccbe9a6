import { useState } from 'preact/hooks'
import { formatShort, LineChart, Segmented } from '../../ui/index.js'
import type { Run } from '../../state/training/run.js'
import './runCurve.css'

/** The loss by step, raw and smoothed. */
export function RunCurve({ run }: { run: Run }) {
  const { steps, raw, smooth } = run.points
  const [scale, setScale] = useState<'linear' | 'log'>('linear')
  if (steps.length < 2) {
    return <div class="train-curve-empty">The loss curve begins with the first steps.</div>
  }
  const last = smooth.at(-1)!
  return (
    <div
      class="train-curve"
      data-testid="train-curve"
      data-step={run.step}
      data-first-loss={raw[0]}
      data-last-loss={last}
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
        description={`Loss from ${formatShort(smooth[0])} at step ${steps[0]} to ${formatShort(last)} at step ${steps.at(-1)}`}
      />
    </div>
  )
}
