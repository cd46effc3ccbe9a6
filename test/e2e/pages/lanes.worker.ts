import '../../gym/example/lander.js'
import { laneServer } from '../../../src/gym/index.js'
import { serveTasks } from '../../../src/platform/browserTaskServer.js'

serveTasks(laneServer)
