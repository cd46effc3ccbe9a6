import { formatMetres, formatSpeed } from '../../scene/figures.js'
import type { Ask } from '../../simulation/protocol.js'
import { formatReturn } from '../../ui/index.js'
import { laneColour } from '../../view/looks.js'
import { formatFinish, laneLabel, ordinal } from './figures.js'
import { LaneDot } from './laneDot.js'
import type { RaceResult } from './raceSession.js'
import './resultsTable.css'

/** How everybody did, first place first. */
export function ResultsTable({
  results,
  asks,
}: {
  results: readonly RaceResult[]
  asks: readonly (Ask | undefined)[]
}) {
  return (
    <table class="race-results">
      <caption class="visually-hidden">Results of the race</caption>
      <thead>
        <tr>
          <th scope="col">Place</th>
          <th scope="col">Runner</th>
          <th scope="col" title="Time at the line, or how far one came">
            Finish
          </th>
          <th scope="col">Mean speed</th>
          <th scope="col" title="Sum of the rewards until the line">
            Return
          </th>
          <th scope="col" title="What a whole episode at this rate would return">
            Pace
          </th>
          <th scope="col" title="The return that its skill asked for">
            Asked
          </th>
        </tr>
      </thead>
      <tbody>
        {results.map((result) => (
          <tr
            key={result.lane}
            class={result.human ? 'is-you' : ''}
            data-testid="result-row"
            data-lane={result.lane}
            data-kind={result.human ? 'human' : 'bot'}
            data-place={result.place}
            data-skill={asks[result.lane]?.skill}
            data-return={result.return.toFixed(2)}
            data-pace={result.pace.toFixed(2)}
            data-target={result.targetReturn?.toFixed(2)}
            data-distance={result.distance.toFixed(2)}
            data-steps={result.steps}
            data-restarts={result.respawns}
            data-finished={result.finishTime !== undefined}
            style={{ '--lane': laneColour(result.lane) }}
          >
            <td class="race-results-place">{ordinal(result.place)}</td>
            <th scope="row">
              <LaneDot />
              {laneLabel(result.name, asks[result.lane])}
              {result.respawns > 0 && (
                <span
                  class="race-results-falls"
                  title="Fell, lay on its back or stood still, and was put back on its feet"
                >
                  {result.respawns} {result.respawns === 1 ? 'restart' : 'restarts'}
                </span>
              )}
            </th>
            <td>
              {result.finishTime === undefined
                ? formatMetres(result.distance)
                : formatFinish(result.finishTime)}
            </td>
            <td>{formatSpeed(result.meanSpeed)}</td>
            <td>{formatReturn(result.return)}</td>
            <td>{formatReturn(result.pace)}</td>
            <td>{result.targetReturn === undefined ? '–' : formatReturn(result.targetReturn)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
