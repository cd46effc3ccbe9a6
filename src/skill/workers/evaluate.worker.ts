import type { Checkpoint } from '../../dt/checkpoint.js'
import { serveTasks } from '../../platform/nodeTaskServer.js'
import '../../sim/index.js'
import { type LaneBatch, type LaneOutcome, runLanes } from '../lanes.js'

void serveTasks<Checkpoint, LaneBatch, LaneOutcome[], number>(
  (checkpoint) => (batch, options) => runLanes(checkpoint, batch, options),
)
