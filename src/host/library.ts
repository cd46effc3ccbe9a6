import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import * as v from 'valibot'
import { summarize as summarizeEpisode } from '../data/index.js'
import { InputError } from '../platform/index.js'
import { readFolder } from '../platform/node.js'
import { type DatasetSummary, EntryId, type Kind, type ModelSummary, type Output } from './contract.js'
import { EntryReader } from './entryReader.js'
import { entryFolder, type Folders, ownFolder } from './folders.js'
import type { Entry, Summary } from './summaries.js'
import { SummaryBook } from './summaryBook.js'
import type { Trash } from './trash.js'

/** How long the episodes of a dataset may take to be read, in milliseconds. */
const EPISODES_TIME = 30_000
/** Entries of one kind that are listed: more would be no library, and a page of their cards no help. */
const MOST_ENTRIES = 10_000
/** The datasets and models of a library folder, and the shipped ones beside them. */
export class Library {
  readonly #folders: Folders
  readonly #trash: Trash
  readonly #changed: (kind: Kind) => void
  readonly #summaries: SummaryBook
  readonly #forEpisodes: EntryReader
  /** `kind/id` → who makes it now. */
  readonly #making = new Map<string, string>()
  /** Who reads an entry now, in words. */
  readonly #uses = new Set<{ kind: Kind; id: string; by: string }>()

  constructor(folders: Folders, trash: Trash, changed: (kind: Kind) => void) {
    this.#folders = folders
    this.#trash = trash
    this.#changed = changed
    this.#summaries = new SummaryBook(folders.workers)
    this.#forEpisodes = new EntryReader(folders.workers, 1, EPISODES_TIME)
  }

  /** Ends the threads that read entries. */
  async close(): Promise<void> {
    await Promise.all([this.#summaries.close(), this.#forEpisodes.close()])
  }

  /** Entries that are not looked at yet when the answer is due say so; the windows are told when they are. */
  async list(): Promise<Output<'library.list'>> {
    const [datasets, models] = await Promise.all([this.#summariesOf('datasets'), this.#summariesOf('models')])
    return { datasets: datasets as DatasetSummary[], models: models as ModelSummary[] }
  }

  async dataset(id: string): Promise<DatasetSummary> {
    return (await this.#summaries.one(this.#find('datasets', id))) as DatasetSummary
  }

  async model(id: string): Promise<ModelSummary> {
    return (await this.#summaries.one(this.#find('models', id))) as ModelSummary
  }

  async episodes(id: string): Promise<Output<'library.episodes'>> {
    return this.#forEpisodes.run({ do: 'episodes', entry: this.#find('datasets', id) })
  }

  async episode(id: string, index: number): Promise<Output<'library.episode'>> {
    const episode = await this.#forEpisodes.run({ do: 'episode', entry: this.#find('datasets', id), index })
    const { envId, envOptions, resetOptions, observationSize, actionSize } = episode
    const { observations, actions, appliedActions } = episode
    return {
      ...summarizeEpisode(episode, index),
      envId,
      envOptions,
      resetOptions,
      observationSize,
      actionSize,
      observations: [...observations],
      actions: [...(appliedActions ?? actions)],
    }
  }

  async remove(kind: Kind, id: string): Promise<string> {
    const { parent, shipped } = this.#find(kind, id)
    if (shipped) throw new InputError(`${id} ships with Gaitway and cannot be deleted`)
    this.#refuseInUse(kind, id, 'deleted')
    const token = await this.#trash.put(join(parent, id))
    this.#changed(kind)
    return token
  }

  async restore(undoToken: string): Promise<Output<'library.restore'>> {
    const [kind, id] = (await this.#trash.restore(undoToken)).split(sep).slice(-2) as [Kind, string]
    this.#changed(kind)
    return { kind, id }
  }

  /**
   * Keeps a name for something that is being made, until the function returned is called. A name that is taken is
   * refused, with one that is free.
   */
  reserve(kind: Kind, id: string, by: string): () => void {
    const key = `${kind}/${id}`
    const maker = this.#making.get(key)
    if (maker)
      throw new InputError(
        `${by}: ${maker} is making ${id} already; wait for it, or use ${this.#freeName(kind, id)}`,
      )
    if (this.#isTaken(kind, id))
      throw new InputError(
        `${by}: there is a ${singular[kind]} ${id} already; use another name, such as ${this.#freeName(kind, id)}`,
      )
    this.#making.set(key, by)
    return () => this.#making.delete(key)
  }

  /** Keeps entries from being deleted or changed while they are read, until the function returned is called. */
  use(kind: Kind, ids: readonly string[], by: string): () => void {
    for (const id of ids) this.#find(kind, id)
    const uses = ids.map((id) => ({ kind, id, by }))
    for (const use of uses) this.#uses.add(use)
    return () => {
      for (const use of uses) this.#uses.delete(use)
    }
  }

  /** Keeps an own entry for one change, until the function returned is called. */
  reserveChange(kind: Kind, id: string, by: string): () => void {
    const key = `${kind}/${id}`
    if (this.#find(kind, id).shipped)
      throw new InputError(
        `${id} ships with Gaitway and cannot be changed; use another name, such as ${this.#freeName(kind, id)}`,
      )
    this.#refuseInUse(kind, id, 'changed')
    this.#making.set(key, by)
    return () => this.#making.delete(key)
  }

  /** Tells the windows that a folder of this kind came, went or changed. */
  changed(kind: Kind): void {
    this.#changed(kind)
  }

  #refuseInUse(kind: Kind, id: string, what: string): void {
    const maker = this.#making.get(`${kind}/${id}`)
    const reader = [...this.#uses].find((use) => use.kind === kind && use.id === id)?.by
    const user = maker ?? reader
    if (user)
      throw new InputError(`${id} cannot be ${what} while ${user} needs it: wait for that, or cancel it`)
  }

  async #summariesOf(kind: Kind): Promise<Summary[]> {
    const own = await foldersIn(this.#folders[kind])
    const shipped = (await foldersIn(this.#folders.shipped[kind])).filter((id) => !own.includes(id))
    const entries = [...own, ...shipped].flatMap((id) => this.#lookUp(kind, id) ?? [])
    const summaries = await this.#summaries.all(entries, () => this.#changed(kind))
    return summaries.sort((a, b) => Number(a.shipped) - Number(b.shipped) || b.createdAt - a.createdAt)
  }

  #find(kind: Kind, id: string): Entry {
    const entry = this.#lookUp(kind, id)
    if (!entry) throw new InputError(`there is no ${singular[kind]} ${id} in the library`)
    return entry
  }

  #lookUp(kind: Kind, id: string): Entry | undefined {
    const found = entryFolder(this.#folders, kind, id)
    if (!found) return undefined
    const parent = found.shipped ? this.#folders.shipped[kind] : this.#folders[kind]
    return { kind, parent, id, shipped: found.shipped }
  }

  #isTaken(kind: Kind, id: string): boolean {
    return (
      this.#making.has(`${kind}/${id}`) ||
      existsSync(ownFolder(this.#folders, kind, id)) ||
      existsSync(join(this.#folders.shipped[kind], id))
    )
  }

  #freeName(kind: Kind, id: string): string {
    const stem = id.replace(/-\d+$/, '').slice(0, 58)
    for (let number = 2; ; number++) if (!this.#isTaken(kind, `${stem}-${number}`)) return `${stem}-${number}`
  }
}

const singular = { datasets: 'dataset', models: 'model' } as const

/** Entries by name; hidden folders are work in progress. */
async function foldersIn(path: string): Promise<string[]> {
  if (!existsSync(path)) return []
  const { entries } = await readFolder(path, MOST_ENTRIES)
  const found: string[] = []
  for (const entry of entries) {
    if (!v.is(EntryId, entry.name)) continue
    // A link to a folder elsewhere is an entry too.
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolderAt(join(path, entry.name)))))
      found.push(entry.name)
  }
  return found
}

async function isFolderAt(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
}
