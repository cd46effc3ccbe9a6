/**
 * Gaitway as a library: the Gym API and the built-in bodies, policies, and files to read from. Recordings are in
 * `gaitway/data`, the Decision Transformer in `gaitway/dt`, the skill dial in `gaitway/skill`.
 */
export * from './gym/index.js'
export * from './sim/index.js'
export * from './policies/index.js'
export { InputError } from './platform/errors.js'
export type { FileEntry, Files, ReadableFiles } from './platform/files.js'
export { HttpFiles } from './platform/httpFiles.js'
export { MemoryFiles } from './platform/memoryFiles.js'
export { NodeFiles } from './platform/nodeFiles.js'
