import { serveTasks } from '../../platform/node.js'
import { type RecordTask, runRecordTask } from '../recordTask.js'

void serveTasks(() => (task: RecordTask, options) => runRecordTask(task, options))
