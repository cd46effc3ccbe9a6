import { randomUUID } from 'node:crypto'
import { cp, lstat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  appendEpisodes,
  type Episode,
  Journal,
  readJournal,
  type ReadJournal,
  summarize,
  writeDataset,
} from '../data/index.js'
import { InputError, messageOf } from '../platform/index.js'
import { NodeFiles } from '../platform/node.js'
import type { Caller, DatasetSummary, EpisodeSummary, Input, Output } from './contract.js'
import { describeEnvironment, engineVersions } from './environments.js'
import { type Folders, ownFolder } from './folders.js'
import type { Library } from './library.js'
import { placeFolder, scratch } from './placing.js'
import type { Trash } from './trash.js'

const suffix = '.journal'

interface Live {
  journal: Journal
  window: string
  /** What was asked of it last: a journal is not moved away under a write. */
  last: Promise<unknown>
}

/** Episodes that windows record live: journals until they are saved into a dataset, or discarded. */
export class Recordings {
  readonly #live = new Map<string, Live>()
  readonly #files: NodeFiles

  constructor(
    private readonly folders: Folders,
    private readonly library: Library,
    private readonly trash: Trash,
    private readonly log: (line: string) => void,
    private readonly version: string,
  ) {
    this.#files = new NodeFiles(folders.journals)
  }

  async begin(input: Input<'recording.begin'>, caller: Caller): Promise<{ recordingId: string }> {
    const { observationSize, actionSize } = describeEnvironment(input.envId, input.envOptions)
    const recordingId = `${Date.now()}-${randomUUID().slice(0, 8)}`
    const journal = await Journal.create(recordingId + suffix, this.#files, {
      ...input,
      observationSize,
      actionSize,
    })
    const { window } = caller
    this.#live.set(recordingId, { journal, window, last: Promise.resolve() })
    return { recordingId }
  }

  /** The journal refuses what does not follow on what it has. */
  append({ recordingId, ...steps }: Input<'recording.append'>): Promise<{ steps: number }> {
    return this.#inTurn(recordingId, async ({ journal }) => ({ steps: await journal.append(steps) }))
  }

  end({ recordingId, ...end }: Input<'recording.end'>): Promise<EpisodeSummary> {
    return this.#inTurn(recordingId, async ({ journal }) => {
      await journal.end(end)
      this.#live.delete(recordingId)
      return summarize(journal.episode(), 0)
    })
  }

  /** A file in the trash for a week: a wrong click need not cost the best run of the day. */
  async discard(recordingId: string): Promise<void> {
    const live = this.#live.get(recordingId)
    await live?.last.catch(() => {})
    this.#live.delete(recordingId)
    await this.trash.put(await this.#path(recordingId))
  }

  /** Oldest first. What cannot be read any more is left alone, and said in the log. */
  async pending(): Promise<Output<'recording.pending'>> {
    const found: Output<'recording.pending'> = []
    for (const { name } of await this.#files.list('.')) {
      const recordingId = name.slice(0, -suffix.length)
      if (!name.endsWith(suffix) || this.#live.has(recordingId)) continue
      const path = join(this.folders.journals, name)
      try {
        const journal = await readJournal(name, this.#files)
        const { damage, ended, header } = journal
        const episodes = journal.episodes()
        if (damage) this.log(`the recording ${path} is damaged: ${damage}; it is left as it is`)
        if (episodes.length === 0) continue
        const episode = together(episodes.map((part) => summarize(part, found.length)))
        const { envId } = header
        found.push({ recordingId, envId, ended, episode, parts: episodes.length, damage })
      } catch (error) {
        this.log(`the recording ${path} cannot be read: ${messageOf(error)}`)
      }
    }
    return found
  }

  async save({ recordingIds, dataset, append }: Input<'recording.save'>): Promise<DatasetSummary> {
    const title = `saving into ${dataset}`
    const paths = await Promise.all([...new Set(recordingIds)].map((id) => this.#path(id)))
    const journals = await Promise.all(recordingIds.map((id) => this.#read(id)))
    const episodes = journals.flatMap((journal) => journal.episodes())
    const release = append
      ? this.library.reserveChange('datasets', dataset, title)
      : this.library.reserve('datasets', dataset, title)
    const place = ownFolder(this.folders, 'datasets', dataset)
    const numbered = episodes.map((episode, index) => ({ ...episode, episodeId: index }))
    const aside: { path: string; copy: string }[] = []
    try {
      // The recording's file goes with the placement; a damaged one holds more than could be read.
      for (const { path, damage } of journals)
        if (damage) aside.push({ path, copy: await this.#keepAside(path, damage) })
      if (append && (await lstat(place)).isSymbolicLink())
        await this.#appendBehindLink(place, numbered, paths)
      else await this.#place(dataset, numbered, { append, obsolete: paths })
    } catch (error) {
      for (const { path, copy } of aside) if (await this.#files.stat(path)) await this.#files.remove(copy)
      throw error
    } finally {
      release()
    }
    this.library.changed('datasets')
    return this.library.dataset(dataset)
  }

  /** Builds the dataset in staging, and puts it in its place in one step with the end of its journals. */
  async #place(
    dataset: string,
    episodes: Episode[],
    { append, obsolete }: { append: boolean; obsolete: readonly string[] },
  ): Promise<void> {
    const place = ownFolder(this.folders, 'datasets', dataset)
    const staged = join(this.folders.staging, scratch + randomUUID())
    // The dataset's own name is what its card is titled with.
    const files = new NodeFiles(staged)
    try {
      if (append) {
        await cp(place, join(staged, dataset), { recursive: true })
        await appendEpisodes(dataset, episodes, files)
      } else {
        const { description: env } = describeEnvironment(episodes[0].envId, episodes[0].envOptions)
        await writeDataset(dataset, episodes, files, {
          env,
          description: `Episodes of \`${env.id}\`, recorded live. A row is one episode.`,
          engine: engineVersions(this.version),
        })
      }
      await placeFolder(this.folders, join(staged, dataset), place, { replace: append, obsolete })
    } finally {
      await new NodeFiles().remove(staged)
    }
  }

  /**
   * A dataset may lie elsewhere, on another disk, where nothing can be moved to in one step. Only a crash at the very
   * end leaves the journals too; then the episodes are offered once more.
   */
  async #appendBehindLink(link: string, episodes: Episode[], journals: readonly string[]): Promise<void> {
    const files = new NodeFiles()
    await appendEpisodes(link, episodes, files)
    for (const path of journals) await files.remove(path)
  }

  /** Its recordings end where they are, and can be saved like those that a crash left behind. */
  windowGone(window: string): void {
    for (const [id, live] of this.#live) if (live.window === window) this.#live.delete(id)
  }

  async #read(recordingId: string): Promise<ReadJournal> {
    if (this.#live.has(recordingId))
      throw new InputError('a recording that is still running cannot be saved: end it first')
    const journal = await readJournal(recordingId + suffix, this.#files)
    if (journal.episodes().length === 0)
      throw new InputError(
        journal.damage
          ? `this recording is damaged, and nothing that could be saved is left of it (${journal.damage})`
          : 'a recording of less than two steps cannot be saved: discard it',
      )
    return journal
  }

  /** Copies a damaged journal beside itself, under a name that is no journal's. */
  async #keepAside(path: string, damage: string): Promise<string> {
    let number = 1
    while (await this.#files.stat(`${path}.damaged-${number}`)) number++
    const copy = `${path}.damaged-${number}`
    await this.#files.writeAtomic(copy, await this.#files.read(path))
    this.log(
      `a damaged recording was saved: ${damage}; its file is kept as ${join(this.folders.journals, copy)}`,
    )
    return copy
  }

  async #path(recordingId: string): Promise<string> {
    const known = /^\d+-[0-9a-f]{8}$/.test(recordingId) && (await this.#files.stat(recordingId + suffix))
    if (!known)
      throw new InputError(`there is no recording ${recordingId}: it was saved or discarded already`)
    return join(this.folders.journals, recordingId + suffix)
  }

  async #inTurn<T>(recordingId: string, work: (live: Live) => Promise<T>): Promise<T> {
    const live = this.#live.get(recordingId)
    if (!live)
      throw new InputError(
        `the recording ${recordingId} is not running: it was ended, saved or discarded already`,
      )
    const result = live.last.catch(() => {}).then(() => work(live))
    live.last = result
    return result
  }
}

/** One line for all parts of a damaged recording. */
function together(parts: readonly EpisodeSummary[]): EpisodeSummary {
  return {
    ...parts[parts.length - 1],
    length: parts.reduce((sum, part) => sum + part.length, 0),
    return: parts.reduce((sum, part) => sum + part.return, 0),
  }
}
