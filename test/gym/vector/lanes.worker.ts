import { laneServer } from '../../../src/gym/index.js'
import { serveTasks } from '../../../src/platform/nodeTaskServer.js'

/** The worker without the built-in bodies: the game comes by `modules`. */
void serveTasks(laneServer)
