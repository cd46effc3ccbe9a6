import { serveTasks } from '../../platform/nodeTaskServer.js'
import { type EntryTask, runEntryTask } from '../entryTask.js'

void serveTasks(() => (task: EntryTask) => runEntryTask(task))
