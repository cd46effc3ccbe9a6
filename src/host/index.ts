/**
 * What the app asks of the machine: one contract of methods and schemas (`contract.ts`, `client.ts`, all that the
 * window may import) and one set of services behind it, for the desktop and for a browser on loopback alike.
 */
export { largestUpload } from './blobs.js'
export { libraryPath, packageRoot } from './folders.js'
export { mediaType } from './mediaTypes.js'
export { type Host, type HostOptions, openHost } from './services.js'
