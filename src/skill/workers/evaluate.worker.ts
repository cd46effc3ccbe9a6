import type { Checkpoint } from '../../dt/index.js'
import { serveTasks } from '../../platform/node.js'
import '../../sim/register.js'
import { type RolloutBatch, type EpisodeOutcome, runBatch } from '../rolloutBatch.js'

void serveTasks<Checkpoint, RolloutBatch, EpisodeOutcome[], number>(
  (checkpoint) => (batch, options) => runBatch(checkpoint, batch, options),
)
