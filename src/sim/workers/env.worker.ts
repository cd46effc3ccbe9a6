import '../index.js'
import { laneServer } from '../../gym/index.js'
import { serveTasks } from '../../platform/nodeTaskServer.js'

/** Lanes of an `AsyncVectorEnv` in Node, with the built-in bodies at hand. */
void serveTasks(laneServer)
