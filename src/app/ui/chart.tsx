import { useState } from 'preact/hooks'
import uPlot from 'uplot'
import { formatShort } from './format.js'
import { axis, usePlot } from './plot.js'

/** Ticks at whole numbers: steps have no fractions. */
const wholeIncrements = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power)).flat()

export interface Line {
  label: string
  color: string
  width?: number
  values: readonly number[]
}

/** Lines over a shared x of whole numbers; the legend shows the values under the pointer, else the last ones. */
export function LineChart({
  x,
  lines,
  xLabel,
  yLabel,
  height = 260,
  logarithmic = false,
  description,
}: {
  x: readonly number[]
  lines: readonly Line[]
  xLabel: string
  yLabel: string
  height?: number
  /** Of y. A change takes effect when the chart is mounted anew: give it a key. */
  logarithmic?: boolean
  /** What the curve shows, for who cannot see it. */
  description: string
}) {
  const [at, setAt] = useState<number | null>(null)
  const data = [x, ...lines.map((line) => line.values)] as uPlot.AlignedData
  const element = usePlot(
    () => ({
      legend: { show: false },
      cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
      scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1 } },
      axes: [
        { ...axis(xLabel, formatShort), size: 26, incrs: wholeIncrements },
        { ...axis(yLabel, formatShort), size: 50 },
      ],
      series: [
        {},
        ...lines.map((line) => ({
          label: line.label,
          stroke: line.color,
          width: line.width ?? 2,
          points: { show: false },
        })),
      ],
      hooks: { setCursor: [(plot) => setAt(plot.cursor.idx ?? null)] },
    }),
    data,
    height,
  )
  const index = at !== null && at < x.length ? at : x.length - 1
  return (
    <div class="chart">
      <div class="chart-legend">
        {lines.map((line) => (
          <span key={line.label} class="chart-key">
            <i style={{ '--key': line.color }} />
            {line.label}
            <b>{index >= 0 ? formatShort(line.values[index]) : ''}</b>
          </span>
        ))}
        {index >= 0 && (
          <span class="chart-key">
            {xLabel} <b>{formatShort(x[index])}</b>
          </span>
        )}
      </div>
      <div ref={element} role="img" aria-label={description} />
    </div>
  )
}

/** Bars over `edges` (one more than `counts`). */
export function Histogram({
  edges,
  counts,
  xLabel,
  height = 150,
  color = '#c8f24a',
  description,
}: {
  edges: readonly number[]
  counts: readonly number[]
  xLabel: string
  height?: number
  color?: string
  description: string
}) {
  const width = edges.length > 1 ? edges[1] - edges[0] : 1
  const centres = counts.map((_, bin) => (edges[bin] + edges[bin + 1]) / 2)
  const element = usePlot(
    () => ({
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [edges[0] - width * 0.2, edges[edges.length - 1] + width * 0.2] },
        y: { range: (_plot, _low, high) => [0, Math.max(1, high) * 1.08] },
      },
      axes: [
        { ...axis(xLabel, formatShort), size: 26 },
        {
          ...axis('episodes', (value) => (Number.isInteger(value) ? String(value) : '')),
          size: 34,
        },
      ],
      series: [
        {},
        {
          stroke: color,
          fill: `${color}55`,
          width: 1,
          paths: uPlot.paths.bars!({ size: [0.9, 60], radius: 0.15 }),
          points: { show: false },
        },
      ],
    }),
    [centres, counts as number[]],
    height,
  )
  return (
    <div class="chart">
      <div ref={element} role="img" aria-label={description} />
    </div>
  )
}
