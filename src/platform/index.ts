/**
 * What differs between Node and a browser, behind small ports, and what every room needs: errors, files, JSON from
 * outside, tasks in workers. `node.ts` is the door to what runs in Node alone.
 */
export { BrowserTaskPool } from './browserTaskPool.js'
export { checkCount } from './checkCount.js'
export { counted } from './counted.js'
export { InputError, messageOf } from './errors.js'
export {
  type FileEntry,
  type Files,
  LARGEST_FILE,
  LARGEST_TEXT,
  LARGEST_WEIGHTS,
  type ReadableFiles,
  type TreeEntry,
} from './files.js'
export { makeStaging, recoverFolder, replaceFolder, splitFolder } from './folders.js'
export { HttpFiles } from './httpFiles.js'
export { between, percentile } from './interpolation.js'
export { parseJson } from './json.js'
export { localFiles } from './localFiles.js'
export { MemoryFiles } from './memoryFiles.js'
export { percent } from './percent.js'
export { issueInWords, issueMessage, readAs } from './schema.js'
export { shorten } from './shorten.js'
export { type TaskHandler, type TaskOptions, type TaskPool, type TaskServer, TaskTimeout } from './tasks.js'
