import { DecisionTransformerAgents } from '../dt/agent.js'
import type { Checkpoint } from '../dt/checkpoint.js'
import { make } from '../gym/index.js'
import type { Outcome } from '../policies/policy.js'

/** Episodes that one batch of the model plays at the same time. */
export interface LaneBatch {
  envId: string
  envOptions?: Record<string, unknown>
  /** Control steps at most; the environment's own limit is replaced by it. */
  horizon: number
  /** How the return token is kept up, where the model leaves a choice. */
  control?: 'feedback' | 'hold' | 'pi'
  lanes: { prompted: number; seed: number }[]
}

export interface LaneOutcome {
  return: number
  length: number
  /** The environment ended it before its time. */
  fell: boolean
  /** Rewards summed over every thousand steps: how well the skill lasts. */
  perThousand: number[]
}

export interface LaneOptions {
  /** Control steps done, of all lanes together. */
  onProgress?: (steps: number) => void
  signal?: AbortSignal
}

/** Control steps between two looks at the signal and the progress: a few tens of milliseconds. */
const STRIDE = 25

/**
 * Plays the batch to its end. The result depends on nothing but the checkpoint and the batch, so it is the same in
 * whatever thread it runs. Rejects with the signal's reason when it is stopped.
 */
export async function runLanes(
  checkpoint: Checkpoint,
  batch: LaneBatch,
  { onProgress, signal }: LaneOptions = {},
): Promise<LaneOutcome[]> {
  const { lanes, horizon, control } = batch
  const agents = new DecisionTransformerAgents(checkpoint, {
    targetReturns: lanes.map(({ prompted }) => prompted),
    ...(control && { control }),
  })
  const envs = lanes.map(() => make(batch.envId, { ...batch.envOptions, maxEpisodeSteps: horizon }))
  const outcomes: LaneOutcome[] = lanes.map(() => ({ return: 0, length: 0, fell: false, perThousand: [] }))
  try {
    const observations = lanes.map(({ seed }, i) => envs[i].reset({ seed })[0])
    agents.reset()
    const ended = lanes.map(() => false)
    let told = 0
    for (let step = 0; step < horizon && ended.includes(false); step++) {
      if (step % STRIDE === 0) {
        await pause()
        signal?.throwIfAborted()
        onProgress?.(told)
        told = 0
      }
      const actions = agents.act(observations)
      agents.observe(
        actions.map((action, i): Outcome => {
          // A lane that has ended stays in the batch, so that the others' arithmetic does not change.
          if (ended[i]) return { action, reward: 0, terminated: true, truncated: false }
          const [observation, reward, terminated, truncated] = envs[i].step(action)
          observations[i] = observation
          ended[i] = terminated || truncated
          const outcome = outcomes[i]
          const thousand = Math.floor(outcome.length / 1000)
          outcome.perThousand[thousand] = (outcome.perThousand[thousand] ?? 0) + reward
          outcome.return += reward
          outcome.length++
          outcome.fell = terminated
          told++
          return { action, reward, terminated, truncated }
        }),
      )
    }
    onProgress?.(told)
    return outcomes
  } finally {
    for (const env of envs) env.close()
  }
}

/** Lets timers and messages through: a stop, or the end of the other lanes. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
