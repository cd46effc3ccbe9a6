import { type CertificateFile, type DialCurve, type Judged, quantile } from '../../../../skill/index.js'
import type { PointSeries, Zone } from '../../../ui/index.js'
import type { SkillRecord } from './skillFiles.js'

/** Episodes of a dataset over their returns. */
export interface ReturnHistogram {
  edges: readonly number[]
  counts: readonly number[]
}

const colours = { measured: '#c8f24a', judged: '#5fc6f2' }
/** Simple rivals are scripts: one colour, told apart by their strokes. */
const rivals = [
  { color: '#b9a5ff', dash: [2, 3] },
  { color: '#8d78e0', dash: [7, 4] },
  { color: '#dcd2ff', dash: [10, 3, 2, 3] },
]

/** What goes into the figure: asked return along x, achieved return along y. */
export interface SkillFigure {
  series: PointSeries[]
  zones: Zone[]
  range: [number, number]
}

export function skillFigure(
  record: SkillRecord,
  { histograms, withBaselines }: { histograms: readonly ReturnHistogram[]; withBaselines: boolean },
): SkillFigure {
  const { curve, meta, certificate, isOutdated } = record
  const judged = certificate && !isOutdated ? judgedSeries(certificate, withBaselines) : []
  const series = [...measuredSeries(curve), ...judged]
  const range = rangeOf(curve, series)
  const returns = meta.data?.returns
  const data: Zone[] = returns
    ? [
        { from: returns.p5, to: returns.p95, kind: 'normal', label: 'most of the data (P5 to P95)' },
        ...emptyStretches(histograms, [returns.min, returns.max], returns.p95 - returns.p5).map(
          ([from, to]): Zone => ({
            from: Math.max(from, range[0]),
            to: Math.min(to, range[1]),
            kind: 'unknown',
            label: 'no data',
          }),
        ),
      ].filter((zone): zone is Zone => zone.from < zone.to)
    : []
  return { series, zones: [...data, ...doubtfulStretches(curve)], range }
}

/** Medians with quartiles at what the model was told, when it was calibrated. */
function measuredSeries({ calibration }: DialCurve): PointSeries[] {
  if (!calibration) return []
  return [
    {
      label: 'the model as it is',
      color: colours.measured,
      x: calibration.prompted,
      y: calibration.median,
      low: calibration.lowerQuartile,
      high: calibration.upperQuartile,
    },
  ]
}

function judgedSeries({ results, baselines = [] }: CertificateFile, withBaselines: boolean): PointSeries[] {
  const shown = withBaselines ? baselines : []
  return [
    ...shown.map((baseline, i) => pointsOf(baseline.name, baseline.results, rivals[i % rivals.length])),
    pointsOf('through its dial', results, { color: colours.judged }),
  ]
}

function pointsOf(
  label: string,
  results: Judged['results'],
  style: Pick<PointSeries, 'color' | 'dash'>,
): PointSeries {
  return {
    label,
    ...style,
    x: results.map(({ target }) => target),
    y: results.map(({ median }) => median),
    low: results.map(({ returns }) => quantile(returns, 0.25)),
    high: results.map(({ returns }) => quantile(returns, 0.75)),
  }
}

/** Everything that is drawn, and the whole dial, with a margin. */
function rangeOf({ low, high }: DialCurve, series: readonly PointSeries[]): [number, number] {
  const values = [low, high, ...series.flatMap((one) => [one.x, one.y, one.low ?? [], one.high ?? []].flat())]
  const least = Math.min(...values)
  const most = Math.max(...values)
  const margin = 0.04 * (most - least)
  return [least - margin, most + margin]
}

/** A hole in the data counts from this share of its P5–P95 on. */
const HOLE = 0.05

/**
 * Returns that no demonstration has: outside of all, and holes between. `histograms` are those of all datasets that
 * the model has learnt from; without them only the ends are known.
 */
export function emptyStretches(
  histograms: readonly ReturnHistogram[],
  [least, most]: readonly [number, number],
  width: number,
): [number, number][] {
  const filled = histograms
    .flatMap(({ edges, counts }) => counts.flatMap((n, i) => (n > 0 ? [[edges[i], edges[i + 1]]] : [])))
    .toSorted((a, b) => a[0] - b[0])
  const holes: [number, number][] = []
  let reached = filled[0]?.[1] ?? most
  for (const [from, to] of filled) {
    if (from - reached > HOLE * width) holes.push([reached, from])
    reached = Math.max(reached, to)
  }
  return [[-Infinity, least], ...holes, [most, Infinity]]
}

/** Places along the dial that are looked at. */
const LOOKS = 200

/** Stretches of the dial where it says itself that it is not to be trusted. */
export function doubtfulStretches(curve: DialCurve): Zone[] {
  const words = {
    gap: 'gap: comes out as either side',
    below: 'weaker than it can be',
    above: 'more than it can do',
  } as const
  const step = (curve.high - curve.low) / LOOKS
  const zones: Zone[] = []
  for (let i = 0; i <= LOOKS; i++) {
    const at = curve.low + i * step
    const { zone } = curve.askReturn(at)
    if (zone === 'calibrated' || zone === 'uncalibrated') continue
    const last = zones.at(-1)
    const label = words[zone]
    if (last && last.label === label && last.to >= at - 0.75 * step) last.to = at + step / 2
    else zones.push({ from: at - step / 2, to: at + step / 2, kind: 'care', label })
  }
  return zones
}

/** The figure in words, for who cannot see it. */
export function describeFigure({ calibration }: DialCurve, certificate: CertificateFile | undefined): string {
  const measured = calibration
    ? calibration.prompted
        .map((prompted, i) => `asked for ${Math.round(prompted)}: ${Math.round(calibration.median[i])}`)
        .join(', ')
    : 'not measured'
  const judged = certificate
    ? `; judged: ${certificate.results.map(({ target, median }) => `${Math.round(target)}: ${Math.round(median)}`).join(', ')}`
    : ''
  return `Achieved return for the return asked for: ${measured}${judged}`
}
