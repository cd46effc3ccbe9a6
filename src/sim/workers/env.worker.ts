import '../register.js'
import { laneServer } from '../../gym/index.js'
import { serveTasks } from '../../platform/node.js'

/** Lanes of an `AsyncVectorEnv` in Node, with the built-in bodies at hand. */
void serveTasks(laneServer)
