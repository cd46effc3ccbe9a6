import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Dataset } from '../data/index.js'
import { inspectCheckpoint } from '../dt/checkpoint.js'
import { messageOf } from '../platform/errors.js'
import { LARGEST_TEXT } from '../platform/files.js'
import { filesWithin } from '../platform/folderEntries.js'
import { NodeFiles } from '../platform/nodeFiles.js'
import { shorten } from '../platform/shorten.js'
import { CERTIFICATE_FILE } from '../skill/certificateFile.js'
import type { DatasetSummary, Kind, ModelSummary } from './contract.js'

/** An entry of the library: the folder `parent`/`id`. */
export interface Entry {
  kind: Kind
  parent: string
  id: string
  shipped: boolean
}
export type Summary = DatasetSummary | ModelSummary

/** What an entry's files come to, as far as their folder says. */
export interface Extent {
  /** Changes whenever a file of the folder does: what a kept summary is compared by. */
  stamp: string
  /** Of all files together. */
  bytes: number
  createdAt: number
}

/** Files of an entry that are counted: a dataset of a terabyte has fewer. */
const LIMITS = { most: 5000, depth: 8 }

/** Throws `InputError` for a folder that holds more than anything of Gaitway's does. */
export async function extentOf({ parent, id }: Entry): Promise<Extent> {
  const folder = join(parent, id)
  const { birthtimeMs, mtimeMs } = await stat(folder)
  const files = await filesWithin(folder, id, LIMITS)
  return {
    stamp: files
      .map(({ path, stats }) => `${path}:${stats.size}:${stats.mtimeMs}:${stats.ino}:${stats.mode}`)
      .sort()
      .join('\n'),
    bytes: files.reduce((sum, { stats }) => sum + (stats.isFile() ? stats.size : 0), 0),
    createdAt: birthtimeMs || mtimeMs,
  }
}

/** What the card of an entry shows; one that cannot be read says why in `error`. */
export async function summarize(entry: Entry, { bytes, createdAt }: Omit<Extent, 'stamp'>): Promise<Summary> {
  const { kind, parent, id, shipped } = entry
  try {
    const figures = await (kind === 'datasets' ? datasetFigures : modelFigures)(id, new NodeFiles(parent))
    return { id, shipped, ...figures, bytes, createdAt } as Summary
  } catch (error) {
    return unusable(entry, messageOf(error), { bytes, createdAt })
  }
}

/** The card of an entry whose figures are not to be had; `reason` says why. */
export function unusable(
  { kind, id, shipped }: Entry,
  reason: string,
  { bytes, createdAt }: Omit<Extent, 'stamp'> = { bytes: 0, createdAt: 0 },
): Summary {
  const figures = kind === 'datasets' ? noDatasetFigures : noModelFigures
  // However long the names are that it repeats.
  const error = shorten(reason.split('\n')[0], 500)
  return { id, shipped, title: id, error, ...figures, bytes, createdAt } as Summary
}

const datasetFigures = (id: string, files: NodeFiles) => Dataset.inspect(id, files)

const noDatasetFigures = {
  envId: '',
  episodes: 0,
  steps: 0,
  controllers: [],
  returns: { mean: 0, min: 0, max: 0, p5: 0, p95: 0 },
  histogram: { edges: [], counts: [] },
}

async function modelFigures(id: string, files: NodeFiles) {
  const { gaitway, parameters } = await inspectCheckpoint(id, files)
  const training = gaitway?.training ?? {}
  return {
    title: (await heading(id, files)) ?? id,
    envId: gaitway?.envId ?? '',
    datasets: gaitway?.data?.datasets ?? [],
    trainedSteps: typeof training.step === 'number' ? training.step : 0,
    parameters,
    finalLoss: typeof training.loss === 'number' ? training.loss : undefined,
    targetRange: gaitway?.targetRange ?? [0, 0],
    dialAt: await changedAt([`${id}/gaitway.json`, `${id}/${CERTIFICATE_FILE}`], files),
    certified: (await files.stat(`${id}/${CERTIFICATE_FILE}`)) !== undefined,
  }
}

const noModelFigures = {
  envId: '',
  datasets: [],
  trainedSteps: 0,
  parameters: 0,
  targetRange: [0, 0],
  dialAt: 0,
  certified: false,
}

/** The model card's first heading. */
async function heading(id: string, files: NodeFiles): Promise<string | undefined> {
  if (!(await files.stat(`${id}/README.md`))) return undefined
  const card = new TextDecoder().decode(await files.read(`${id}/README.md`, { most: LARGEST_TEXT }))
  const found = /^# +(.*)$/m.exec(card.replace(/^---\n.*?\n---\n/s, ''))?.[1].trim()
  return found ? shorten(found, 200) : undefined
}

/** The latest change of any of these files; 0 where there is none of them. */
async function changedAt(paths: readonly string[], files: NodeFiles): Promise<number> {
  const entries = await Promise.all(paths.map((path) => files.stat(path)))
  return Math.max(0, ...entries.map((entry) => entry?.modifiedAt ?? 0))
}
