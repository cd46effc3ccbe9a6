import type { Checkpoint } from '../dt/checkpoint.js'
import { type LaneBatch, type LaneOptions, type LaneOutcome, runLanes } from './lanes.js'

/** Plays batches, here or elsewhere. */
export interface LaneRunner {
  /** Batches that it plays at the same time. */
  readonly size: number
  run(batch: LaneBatch, options?: LaneOptions): Promise<LaneOutcome[]>
  close(): Promise<void>
}

/**
 * A runner on `parallel` worker threads (0: one a core). Environments that the program itself registered exist in its
 * own thread alone, so only the built-in ones (`Gaitway/…`) leave it; so does nothing where the package is not built.
 */
export async function openLaneRunner(
  checkpoint: Checkpoint,
  envId: string,
  parallel = 1,
): Promise<LaneRunner> {
  if (parallel !== 1 && envId.startsWith('Gaitway/')) {
    const { cores, NodeTaskPool, workerScript } = await import('../platform/nodeTaskPool.js')
    const script = workerScript('evaluate')
    if (script)
      return new NodeTaskPool<Checkpoint, LaneBatch, LaneOutcome[], number>(
        script,
        parallel || cores(),
        checkpoint,
      )
  }
  return {
    size: 1,
    run: (batch, options) => runLanes(checkpoint, batch, options),
    close: () => Promise.resolve(),
  }
}
