import { serveTasks } from '../../platform/node.js'
import { gradientServer } from '../gradientServer.js'

void serveTasks(gradientServer)
