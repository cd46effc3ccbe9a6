import { useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import { formatShort } from './format.js'
import { axis, ink, usePlot } from './plot.js'

/** Points in rising order of x, joined by a line. */
export interface PointSeries {
  label: string
  color: string
  dash?: readonly number[]
  x: readonly number[]
  y: readonly number[]
  /** Ends of the bar through each point. */
  low?: readonly number[]
  high?: readonly number[]
}

/** A stretch of x with a meaning: what is normal, what needs care, what is unknown. */
export interface Zone {
  from: number
  to: number
  kind: 'normal' | 'care' | 'unknown'
  label: string
}

const look = { diagonal: '#aab4b4', guide: '#edf1ef', hatch: '#39444a', care: '#ffc857', normal: '#c8f24a' }

export interface ScatterChartProps {
  series: readonly PointSeries[]
  zones: readonly Zone[]
  /** A point with lines to both axes. */
  guide?: { x: number; y: number }
  /** Of both axes. */
  range: readonly [number, number]
  xLabel: string
  yLabel: string
  height?: number
  /** What the chart shows, for who cannot see it. */
  description: string
}

/**
 * Wanted against got, on one scale for both, with the diagonal on which they are equal. The legend shows the values
 * under the pointer.
 */
export function ScatterChart(props: ScatterChartProps) {
  // A plot with other series is another plot.
  return <Scatter key={props.series.map(({ label }) => label).join()} {...props} />
}

function Scatter({
  series,
  zones,
  guide,
  range,
  xLabel,
  yLabel,
  height = 380,
  description,
}: ScatterChartProps) {
  const [at, setAt] = useState<number | null>(null)
  const shown = useRef({ series, zones, guide, range })
  shown.current = { series, zones, guide, range }
  const data = joined(series)
  const element = usePlot(
    () => ({
      legend: { show: false },
      cursor: { y: false, points: { size: 8 }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: () => [...shown.current.range] as [number, number] },
        y: { range: () => [...shown.current.range] as [number, number] },
      },
      axes: [
        { ...axis(xLabel, formatShort), size: 26 },
        { ...axis(yLabel, formatShort), size: 50 },
      ],
      series: [
        {},
        ...series.map(({ label, color, dash }) => ({
          label,
          stroke: color,
          width: 2,
          ...(dash && { dash: [...dash] }),
          spanGaps: true,
          points: { show: true, size: 7, fill: color, stroke: color },
        })),
      ],
      hooks: {
        drawClear: [
          (plot) =>
            clipped(plot, (draw) => {
              for (const zone of shown.current.zones) drawZone(plot, draw, zone)
              drawDiagonal(plot, draw, shown.current.range)
            }),
        ],
        draw: [
          (plot) =>
            clipped(plot, (draw) => {
              for (const one of shown.current.series) drawBars(plot, draw, one)
              if (shown.current.guide) drawGuide(plot, draw, shown.current.guide)
            }),
        ],
        setCursor: [(plot) => setAt(plot.cursor.idx ?? null)],
      },
    }),
    data,
    height,
  )
  const x = at === null ? undefined : data[0][at]
  return (
    <div class="chart">
      <div class="chart-legend">
        {series.map(({ label, color }, i) => {
          const value = at === null ? undefined : data[i + 1][at]
          return (
            <span key={label} class="chart-key">
              <i style={{ '--key': color }} />
              {label}
              {typeof value === 'number' && <b>{formatShort(value)}</b>}
            </span>
          )
        })}
        <span class="chart-key">
          <i style={{ '--key': look.diagonal }} />
          as asked {x !== undefined && <b>{formatShort(x)}</b>}
        </span>
        {keysOf(zones).map(({ label, kind }) => (
          <span key={label} class="chart-key">
            <i class={`chart-zone chart-zone-${kind}`} />
            {label}
          </span>
        ))}
      </div>
      <div ref={element} role="img" aria-label={description} />
    </div>
  )
}

/** One table over all x, as the plot wants it. */
function joined(series: readonly PointSeries[]): uPlot.AlignedData {
  const tables = series
    .filter(({ x }) => x.length > 0)
    .map(({ x, y }) => [[...x], [...y]] as uPlot.AlignedData)
  return tables.length > 0 ? uPlot.join(tables) : [[]]
}

/** One key for all zones of a label. */
function keysOf(zones: readonly Zone[]): Zone[] {
  return zones.filter(({ label }, i) => zones.findIndex((other) => other.label === label) === i)
}

type Draw = CanvasRenderingContext2D

function clipped(plot: uPlot, paint: (draw: Draw) => void): void {
  const { left, top, width, height } = plot.bbox
  plot.ctx.save()
  plot.ctx.beginPath()
  plot.ctx.rect(left, top, width, height)
  plot.ctx.clip()
  paint(plot.ctx)
  plot.ctx.restore()
}

function drawZone(plot: uPlot, draw: Draw, { from, to, kind }: Zone): void {
  const { left: start, top, width: whole, height } = plot.bbox
  const inside = (x: number) => Math.min(start + whole, Math.max(start, x))
  const left = inside(plot.valToPos(from, 'x', true))
  const width = inside(plot.valToPos(to, 'x', true)) - left
  if (!(width > 0)) return
  const ratio = uPlot.pxRatio
  draw.save()
  draw.beginPath()
  draw.rect(left, top, width, height)
  draw.clip()
  if (kind === 'unknown') {
    draw.strokeStyle = look.hatch
    draw.lineWidth = ratio
    draw.beginPath()
    for (let x = left - height; x < left + width; x += 9 * ratio) {
      draw.moveTo(x, top + height)
      draw.lineTo(x + height, top)
    }
    draw.stroke()
  } else {
    draw.globalAlpha = kind === 'care' ? 0.16 : 0.06
    draw.fillStyle = look[kind]
    draw.fillRect(left, top, width, height)
  }
  draw.restore()
}

function drawDiagonal(plot: uPlot, draw: Draw, [low, high]: readonly [number, number]): void {
  draw.strokeStyle = look.diagonal
  draw.lineWidth = uPlot.pxRatio
  draw.setLineDash([5 * uPlot.pxRatio, 4 * uPlot.pxRatio])
  draw.beginPath()
  draw.moveTo(plot.valToPos(low, 'x', true), plot.valToPos(low, 'y', true))
  draw.lineTo(plot.valToPos(high, 'x', true), plot.valToPos(high, 'y', true))
  draw.stroke()
  draw.setLineDash([])
}

function drawBars(plot: uPlot, draw: Draw, { x, low, high, color }: PointSeries): void {
  if (!low || !high) return
  const cap = 4 * uPlot.pxRatio
  draw.strokeStyle = color
  draw.lineWidth = 1.5 * uPlot.pxRatio
  draw.beginPath()
  for (const [i, value] of x.entries()) {
    const at = plot.valToPos(value, 'x', true)
    const bottom = plot.valToPos(low[i], 'y', true)
    const top = plot.valToPos(high[i], 'y', true)
    draw.moveTo(at, bottom)
    draw.lineTo(at, top)
    for (const end of [bottom, top]) {
      draw.moveTo(at - cap, end)
      draw.lineTo(at + cap, end)
    }
  }
  draw.stroke()
}

function drawGuide(plot: uPlot, draw: Draw, { x, y }: { x: number; y: number }): void {
  const { left, top, height } = plot.bbox
  const atX = plot.valToPos(x, 'x', true)
  const atY = plot.valToPos(y, 'y', true)
  draw.strokeStyle = look.guide
  draw.lineWidth = uPlot.pxRatio
  draw.setLineDash([2 * uPlot.pxRatio, 3 * uPlot.pxRatio])
  draw.beginPath()
  draw.moveTo(left, atY)
  draw.lineTo(atX, atY)
  draw.lineTo(atX, top + height)
  draw.stroke()
  draw.setLineDash([])
  draw.lineWidth = 2 * uPlot.pxRatio
  draw.fillStyle = ink.ground
  draw.beginPath()
  draw.arc(atX, atY, 6 * uPlot.pxRatio, 0, 2 * Math.PI)
  draw.fill()
  draw.stroke()
}
