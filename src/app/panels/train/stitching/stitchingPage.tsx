import { useEffect, useState } from 'preact/hooks'
import { trainingLimits } from '../../../../dt/index.js'
import { bestWalkFrom, meaning, type StitchingOutcome, tellingStart } from '../../../../shows/index.js'
import { useApp } from '../../../state/app.js'
import {
  Button,
  Card,
  EmptyState,
  formatDuration,
  Notice,
  NumberField,
  Page,
  Progress,
  SelectField,
  sentence,
  Stat,
  Stats,
} from '../../../ui/index.js'
import { type Demonstrated, Demonstration, seedProblem, size } from './demonstration.js'
import { GraphPicture } from './graphPicture.js'
import { openStitchingWorker } from './openWorker.js'
import './stitching.css'

/** Why it works: learnt from random walks alone, and asked for a high return, the model walks shortest paths. */
export function StitchingPage() {
  const { router } = useApp()
  const [demonstration] = useState(() => new Demonstration(openStitchingWorker))
  const [seed, setSeed] = useState(1)
  const state = demonstration.state.value
  useEffect(() => document.getElementById('content')?.scrollTo(0, 0), [])
  useEffect(() => () => demonstration.stop(), [demonstration])
  const wrongSeed = seedProblem(seed)
  const start = () => {
    if (!wrongSeed) demonstration.start(seed)
  }
  return (
    <Page
      title="Why it works: stitching"
      lead="A model that has seen nothing but aimless walks finds the shortest way when it is asked for a high return"
      actions={
        <Button icon="back" onClick={() => router.go('train')} testId="stitching-back">
          Back to Train
        </Button>
      }
    >
      {state.phase === 'failed' && (
        <Notice
          tone="danger"
          title="The demonstration failed."
          actions={
            <Button size="s" disabled={wrongSeed !== undefined} onClick={start}>
              Try again
            </Button>
          }
        >
          {sentence(state.message ?? '')}
        </Notice>
      )}
      <div class="stitching" data-testid="stitching" data-phase={state.phase}>
        <PictureCard key={state.seed} state={state} />
        <div class="stitching-side">
          <Card title="Try it">
            <form
              class="stitching-stack"
              onSubmit={(event) => {
                event.preventDefault()
                start()
              }}
            >
              <p class="field-hint">
                {size.walks} random walks of at most {size.walkSteps} steps on a graph of {size.nodes} nodes;{' '}
                {size.trainingSteps} steps of training.
              </p>
              <NumberField
                label="Seed"
                value={seed}
                min={0}
                max={trainingLimits.seed.max}
                step={1}
                onInput={setSeed}
                disabled={state.phase === 'running'}
                error={wrongSeed}
                hint="Another seed is another graph with other walks."
                testId="stitching-seed"
              />
              {state.phase === 'running' ? (
                <>
                  <Running progress={state.progress} />
                  <Button icon="stop" onClick={() => demonstration.stop()} testId="stitching-stop">
                    Stop
                  </Button>
                </>
              ) : (
                <Button
                  look="primary"
                  icon="play"
                  type="submit"
                  disabled={wrongSeed !== undefined}
                  testId="stitching-start"
                >
                  {state.phase === 'done' ? 'Start again' : 'Start'}
                </Button>
              )}
            </form>
          </Card>
          {state.outcome && <Shares outcome={state.outcome} />}
        </div>
      </div>
    </Page>
  )
}

/** The first steps are slow, for they prepare what all share: they say nothing of the time that is left. */
const WARM = 10

function Running({ progress }: { progress: Demonstrated['progress'] }) {
  if (!progress) return <Progress label="Preparing the first step" />
  const { step, steps, loss, remainingMs } = progress
  return (
    <Progress
      label={`Step ${step} of ${steps}, loss ${loss.toFixed(3)}`}
      value={step / steps}
      detail={step > WARM ? `${formatDuration(remainingMs / 1000)} left` : undefined}
    />
  )
}

/** The graph, with one start's walks; another start can be chosen once there are any of the agent's. */
function PictureCard({ state: { material, outcome } }: { state: Demonstrated }) {
  const [chosen, setChosen] = useState<number>()
  if (!material) {
    return (
      <Card title="The graph">
        <EmptyState icon="train" title="Nothing walked yet">
          Start it to see the graph, the walks that the model learns from, and the paths that it finds.
        </EmptyState>
      </Card>
    )
  }
  const { graph, walks } = material
  const start = chosen ?? (outcome ? tellingStart(outcome) : walks[0][0])
  const result = outcome?.starts.find((each) => each.start === start)
  const dataWalk = bestWalkFrom(material, start)
  const arrives = dataWalk?.at(-1) === graph.goal
  return (
    <Card
      title="The graph"
      aside={
        outcome && (
          <SelectField
            label="Start"
            hideLabel
            value={String(start)}
            options={outcome.starts.map((each) => ({
              value: String(each.start),
              label: `From node ${each.start}`,
            }))}
            onChange={(value) => setChosen(Number(value))}
            testId="stitching-from"
          />
        )
      }
    >
      <GraphPicture graph={graph} start={start} dataWalk={dataWalk} agentWalk={result?.agentWalk} />
      <ul class="stitching-legend">
        <li class="is-data">
          {!dataWalk
            ? 'No walk of the data begins here'
            : arrives
              ? `Best walk of the data from here: ${inSteps(dataWalk.length - 1)}`
              : `A walk of the data from here: ${inSteps(dataWalk.length - 1)}, and none arrives`}
        </li>
        {result && (
          <>
            <li class="is-agent">
              The agent: {Number.isFinite(result.agent) ? inSteps(result.agent) : 'does not arrive'}
            </li>
            <li class="is-goal">
              To the goal, node {graph.goal}: {inSteps(result.shortest)} at least
            </li>
          </>
        )}
      </ul>
    </Card>
  )
}

function Shares({ outcome }: { outcome: StitchingOutcome }) {
  const { optimal, seconds } = outcome
  return (
    <Card title="Shortest paths found" aside={formatDuration(seconds)}>
      <div
        class="stitching-stack"
        data-testid="stitching-shares"
        data-agent={optimal.agent}
        data-data={optimal.data}
      >
        <Stats>
          <Stat size="l" label="Agent" value={percent(optimal.agent)} unit="%" />
          <Stat
            size="l"
            label="Best of the data"
            value={percent(optimal.data)}
            unit="%"
            title="Of all walks from a start, the one that arrives first"
          />
          <Stat
            size="l"
            label="Dijkstra"
            value="100"
            unit="%"
            title="The algorithm is shown the whole graph, and always finds the shortest path"
          />
        </Stats>
        <p>{meaning(outcome)}</p>
      </div>
    </Card>
  )
}

function percent(share: number): string {
  return String(Math.round(100 * share))
}

function inSteps(steps: number): string {
  return steps === 1 ? '1 step' : `${steps} steps`
}
