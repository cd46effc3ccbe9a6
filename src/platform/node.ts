/** Files, locks and worker threads of Node: only rooms that run in Node alone come in here, or import it when they are. */
export { filesWithinNow, readFolder } from './folderEntries.js'
export { NodeFiles } from './nodeFiles.js'
export { lockOf, removeLeftovers, removeLeftoversIfFree } from './nodeLeftovers.js'
export { takeLock } from './nodeLock.js'
export { cores, NodeTaskPool, workerScript } from './nodeTaskPool.js'
export { serveTasks } from './nodeTaskServer.js'
export { ThreadFiles } from './threadFiles.js'
