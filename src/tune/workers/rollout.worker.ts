import { serveTasks } from '../../platform/node.js'
import { runTask, type TuneResult, type TuneTask } from '../tasks.js'

/** Rollouts of a gait search, in a thread of their own. */
void serveTasks<undefined, TuneTask, TuneResult, never>(() => async (task) => runTask(task))
