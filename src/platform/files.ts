/** A file or folder as `list` and `stat` see it. */
export interface FileEntry {
  name: string
  isFolder: boolean
  bytes: number
  /** Milliseconds since 1970. */
  modifiedAt: number
}

/** Something in a folder as `tree` sees it. */
export interface TreeEntry {
  /** Path below the folder. */
  name: string
  /**
   * A `file` is a regular one, itself or through a link that stays in the folder. A `link` is one that leads out of
   * it, to nothing or to no regular file. `other` is a pipe, a device or a socket.
   */
  kind: 'file' | 'folder' | 'link' | 'other'
  bytes: number
}

/** What lay in a folder at one moment, and a way to read these very files. */
export interface Tree {
  /** Depth first, sorted by name. */
  entries: TreeEntry[]
  /** By the entries' names. A file that another one took the place of since, link or not, is an InputError. */
  files: Pick<ReadableFiles, 'readRange'>
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
  /**
   * What a folder holds and nothing beyond it, for whoever gives it away. Where the folder itself is a link, what it
   * leads to is the folder. Folders in it are looked into where `enter` says so, linked ones never.
   */
  tree(folder: string, enter: (name: string) => boolean): Promise<Tree>
  /** Whole or not at all: written beside, synced, renamed over. */
  writeAtomic(path: string, bytes: Uint8Array): Promise<void>
  append(path: string, bytes: Uint8Array): Promise<void>
  makeFolder(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
}
