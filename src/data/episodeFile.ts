/** A file of episodes as a dataset reads it: rows, one an episode, in groups that are read together. */
export interface EpisodeFile {
  /** For messages. */
  readonly path: string
  readonly bytes: number
  /** Rows of each group: `[start, end)`. */
  readonly groups: readonly { start: number; end: number }[]
  readonly columnNames: readonly string[]
  /** The rows of a group as objects by column; columns that the file lacks are left out. */
  readGroup(group: number, columns: readonly string[]): Promise<Record<string, unknown>[]>
}
