import { serveTasks } from '../../platform/nodeTaskServer.js'
import { gradientServer } from '../gradientServer.js'

void serveTasks(gradientServer)
