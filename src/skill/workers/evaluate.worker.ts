import type { Checkpoint } from '../../dt/checkpoint.js'
import { serveTasks } from '../../platform/nodeTaskServer.js'
import '../../sim/index.js'
import { type RolloutBatch, type EpisodeOutcome, runBatch } from '../rolloutBatch.js'

void serveTasks<Checkpoint, RolloutBatch, EpisodeOutcome[], number>(
  (checkpoint) => (batch, options) => runBatch(checkpoint, batch, options),
)
