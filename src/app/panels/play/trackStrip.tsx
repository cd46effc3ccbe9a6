import { formatMetres } from '../../scene/figures.js'
import type { Standing } from '../../simulation/protocol.js'
import { laneColour } from '../../view/looks.js'
import './trackStrip.css'

/** The whole race from above: a line from start to finish with a dot for everybody. */
export function TrackStrip({ standings, length }: { standings: readonly Standing[]; length: number }) {
  const furthest = Math.max(...standings.map(({ x }) => x), 0)
  const scale = Number.isFinite(length) ? length : Math.max(50, Math.ceil(furthest / 50) * 50)
  return (
    <div class="track-strip" aria-hidden="true">
      <span class="track-strip-end">0</span>
      <div class="track-strip-line">
        {standings.map(({ x }, lane) => (
          <span
            key={lane}
            class="track-strip-dot"
            style={{
              left: `${(Math.min(Math.max(x, 0), scale) / scale) * 100}%`,
              background: laneColour(lane),
            }}
          />
        ))}
      </div>
      <span class="track-strip-end">{formatMetres(scale).replace('.0 ', ' ')}</span>
    </div>
  )
}
