import type { Checkpoint } from '../dt/index.js'
import { type RolloutBatch, type RolloutBatchOptions, type EpisodeOutcome, runBatch } from './rolloutBatch.js'

/** Plays batches, here or elsewhere. */
export interface BatchRunner {
  /** Batches that it plays at the same time. */
  readonly size: number
  run(batch: RolloutBatch, options?: RolloutBatchOptions): Promise<EpisodeOutcome[]>
  close(): Promise<void>
}

/**
 * A runner on `parallel` worker threads (0: one a core). Environments that the program itself registered exist in its
 * own thread alone, so only the built-in ones (`Gaitway/…`) leave it; so does nothing where the package is not built.
 */
export async function openBatchRunner(
  checkpoint: Checkpoint,
  envId: string,
  parallel = 1,
): Promise<BatchRunner> {
  if (parallel !== 1 && envId.startsWith('Gaitway/')) {
    const { cores, NodeTaskPool, workerScript } = await import('../platform/node.js')
    const script = workerScript('evaluate')
    if (script)
      return new NodeTaskPool<Checkpoint, RolloutBatch, EpisodeOutcome[], number>(
        script,
        parallel || cores(),
        checkpoint,
      )
  }
  return {
    size: 1,
    run: (batch, options) => runBatch(checkpoint, batch, options),
    close: () => Promise.resolve(),
  }
}
