import { Centre, OverlayPanel } from '../../scene/overlay.js'
import { Button } from '../../ui/index.js'
import { headline } from './figures.js'
import type { RaceResult, RaceSession } from './raceSession.js'
import { ResultsTable } from './resultsTable.js'

/** After the race: who came in where, and again. */
export function FinishPanel({
  session,
  results,
  onLeave,
}: {
  session: RaceSession
  results: readonly RaceResult[]
  onLeave: () => void
}) {
  return (
    <Centre low>
      <OverlayPanel
        title={headline(results)}
        label="Results"
        testId="results"
        actions={
          <>
            <Button look="primary" icon="refresh" onClick={() => session.start()} testId="race-again">
              Race again
            </Button>
            <Button onClick={onLeave} testId="change-line-up">
              Change the line-up
            </Button>
          </>
        }
      >
        <ResultsTable results={results} asks={session.asks.value} />
      </OverlayPanel>
    </Centre>
  )
}
