import { type Checkpoint, DecisionTransformerAgents } from '../dt/index.js'
import { make } from '../gym/index.js'
import { Rollout } from '../policies/index.js'

/** Episodes that one batch of the model plays at the same time. */
export interface RolloutBatch {
  envId: string
  envOptions?: Record<string, unknown>
  /** Control steps at most; the environment's own limit is replaced by it. */
  horizon: number
  /** How the return token is kept up, where the model leaves a choice. */
  control?: 'feedback' | 'hold' | 'pi'
  lanes: { prompted: number; seed: number }[]
}

export interface EpisodeOutcome {
  return: number
  length: number
  /** The environment ended it before its time. */
  fell: boolean
  /** Rewards summed over every thousand steps: how well the skill lasts. */
  perThousand: number[]
}

export interface RolloutBatchOptions {
  /** Control steps done, of all lanes together. */
  onProgress?: (steps: number) => void
  signal?: AbortSignal
}

/**
 * Plays the batch to its end. The result depends on nothing but the checkpoint and the batch, so it is the same in
 * whatever thread it runs. Rejects with the signal's reason when it is stopped.
 */
export async function runBatch(
  checkpoint: Checkpoint,
  batch: RolloutBatch,
  { onProgress, signal }: RolloutBatchOptions = {},
): Promise<EpisodeOutcome[]> {
  const { lanes, horizon, control } = batch
  const policy = new DecisionTransformerAgents(checkpoint, {
    targetReturns: lanes.map(({ prompted }) => prompted),
    ...(control && { control }),
  })
  const envs = lanes.map(() => make(batch.envId, { ...batch.envOptions, maxEpisodeSteps: horizon }))
  const outcomes: EpisodeOutcome[] = lanes.map(() => ({ return: 0, length: 0, fell: false, perThousand: [] }))
  let steps = 0
  const tell = () => {
    onProgress?.(steps)
    steps = 0
  }
  try {
    const rollout = new Rollout({
      envs,
      policy,
      maxSteps: horizon,
      onStep({ index, step, reward, terminated }) {
        const outcome = outcomes[index]
        const thousand = Math.floor(step / 1000)
        outcome.perThousand[thousand] = (outcome.perThousand[thousand] ?? 0) + reward
        outcome.return += reward
        outcome.length++
        outcome.fell = terminated
        steps++
      },
    })
    rollout.reset(lanes.map(({ seed }) => ({ seed })))
    await rollout.run({ signal, onPause: tell })
    tell()
    return outcomes
  } finally {
    for (const env of envs) env.close()
  }
}
