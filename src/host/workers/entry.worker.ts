import { serveTasks } from '../../platform/node.js'
import { type EntryTask, runEntryTask } from '../entryTask.js'

void serveTasks(() => (task: EntryTask, options) => runEntryTask(task, options))
