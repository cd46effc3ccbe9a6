import { InputError } from './errors.js'

/** A file or folder as `list` and `stat` see it. */
export interface FileEntry {
  name: string
  isFolder: boolean
  bytes: number
  /** Milliseconds since 1970. */
  modifiedAt: number
}

/** Bytes of JSON, a card or another text that a person could still read. */
export const LARGEST_TEXT = 16 * 1024 ** 2
/** Bytes that `read` takes where the caller names no other limit. */
export const LARGEST_FILE = 256 * 1024 ** 2
/** Bytes of a model's weights or a training's state. */
export const LARGEST_WEIGHTS = 2 * 1024 ** 3

export interface ReadOptions {
  /** A file of more bytes is an InputError; `LARGEST_FILE` unless given. */
  most?: number
  /** Gives the reading up, with the signal's reason. */
  signal?: AbortSignal
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
  read(path: string, options?: ReadOptions): Promise<Uint8Array>
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
  /**
   * Where a path leads whose last part is a link, even if nothing is there yet; any other path as it is. What is put
   * there replaces what the link leads to, and the link stays.
   */
  realPath(path: string): Promise<string>
  remove(path: string): Promise<void>
}

/** Throws `InputError` for a file that is too large to be read at once. */
export function requireSize(path: string, bytes: number, { most = LARGEST_FILE }: ReadOptions = {}): void {
  if (bytes > most)
    throw new InputError(
      `${path} has ${bytes} bytes, at most ${most} are read: it is damaged or of another kind`,
    )
}
