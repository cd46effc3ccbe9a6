/** A file or folder as `list` and `stat` see it. */
export interface FileEntry {
  name: string
  isFolder: boolean
  bytes: number
  /** Milliseconds since 1970. */
  modifiedAt: number
}

/**
 * The small port to files that the rooms above use; paths are `/`-separated. Reads work in every version
 * (`NodeFiles` on disk, `HttpFiles` over the host's blobs); writes only where the version can.
 */
export interface ReadableFiles {
  read(path: string): Promise<Uint8Array>
  readRange(path: string, start: number, end: number): Promise<Uint8Array>
  stat(path: string): Promise<FileEntry | undefined>
}

export interface Files extends ReadableFiles {
  list(folder: string): Promise<FileEntry[]>
  /** Whole or not at all: written beside, synced, renamed over. */
  writeAtomic(path: string, bytes: Uint8Array): Promise<void>
  append(path: string, bytes: Uint8Array): Promise<void>
  makeFolder(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /**
   * Where a path leads whose last part is a link, even if nothing is there yet; any other path as it is. What is put
   * there replaces what the link leads to, and the link stays.
   */
  realPath(path: string): Promise<string>
  remove(path: string): Promise<void>
}
