import { Button } from '../../ui/index.js'
import { ordinal } from './figures.js'
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
    <div class="play-centre play-finish">
      <div class="play-panel play-panel-wide" data-testid="results" role="dialog" aria-label="Results">
        <h2>{headline(results)}</h2>
        <ResultsTable results={results} asks={session.asks.value} />
        <div class="play-panel-actions">
          <Button look="primary" icon="refresh" onClick={() => session.start()} testId="race-again">
            Race again
          </Button>
          <Button onClick={onLeave} testId="change-line-up">
            Change the line-up
          </Button>
        </div>
      </div>
    </div>
  )
}

/** The outcome in a few words, from the person's side where one raced. */
export function headline(
  results: readonly Pick<RaceResult, 'human' | 'place' | 'name' | 'finishTime'>[],
): string {
  const you = results.find(({ human }) => human)
  const rivals = results.length > 1
  if (!you) return `${results[0].name} wins`
  if (you.place === 1 && rivals) return 'You win!'
  if (you.finishTime === undefined) return rivals ? `Time is up: ${ordinal(you.place)}` : 'Time is up'
  return rivals ? `You come in ${ordinal(you.place)}` : 'Home!'
}
