import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Dataset } from '../data/index.js'
import { loadCheckpoint } from '../dt/checkpoint.js'
import { messageOf } from '../platform/errors.js'
import { NodeFiles } from '../platform/nodeFiles.js'
import { CERTIFICATE_FILE } from '../skill/certificateFile.js'
import type { DatasetSummary, Kind, ModelSummary } from './contract.js'

type Summary<K extends Kind> = K extends 'datasets' ? DatasetSummary : ModelSummary

/** What the card of an entry shows. `folder` is `parent`/`id`; one that cannot be read says why in `error`. */
export async function summarize<K extends Kind>(
  kind: K,
  parent: string,
  id: string,
  shipped: boolean,
): Promise<Summary<K>> {
  const { bytes, createdAt } = await extent(join(parent, id))
  const base = { id, shipped, bytes, createdAt }
  try {
    const figures = await (kind === 'datasets' ? datasetFigures : modelFigures)(id, new NodeFiles(parent))
    return { ...base, ...figures } as Summary<K>
  } catch (error) {
    const reason = messageOf(error)
    const figures = kind === 'datasets' ? noDatasetFigures : noModelFigures
    const unread: object = { ...base, title: id, error: reason.split('\n')[0], ...figures }
    return unread as Summary<K>
  }
}

async function datasetFigures(id: string, files: NodeFiles) {
  const dataset = await Dataset.open(id, files)
  const { title, envId, episodes, steps, controllers, returns, histogram } = await dataset.summary()
  return { title, envId, episodes, steps, controllers, returns, histogram }
}

const noDatasetFigures = {
  envId: '',
  episodes: 0,
  steps: 0,
  controllers: [],
  returns: { mean: 0, min: 0, max: 0, p5: 0, p95: 0 },
  histogram: { edges: [], counts: [] },
}

async function modelFigures(id: string, files: NodeFiles) {
  const { weights, gaitway } = await loadCheckpoint(id, files)
  let parameters = 0
  for (const { data } of weights.values()) parameters += data.length
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
  const card = new TextDecoder().decode(await files.read(`${id}/README.md`))
  return /^# +(.+?)\s*$/m.exec(card.replace(/^---\n.*?\n---\n/s, ''))?.[1]
}

/** The latest change of any of these files; 0 where there is none of them. */
async function changedAt(paths: readonly string[], files: NodeFiles): Promise<number> {
  const entries = await Promise.all(paths.map((path) => files.stat(path)))
  return Math.max(0, ...entries.map((entry) => entry?.modifiedAt ?? 0))
}

/** Bytes of all files, and when the folder came to be. */
async function extent(folder: string): Promise<{ bytes: number; createdAt: number }> {
  const { birthtimeMs, mtimeMs } = await stat(folder)
  const sizes = await Promise.all((await filesIn(folder)).map(async (path) => (await stat(path)).size))
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), createdAt: birthtimeMs || mtimeMs }
}

/** Changes whenever a file of the folder does: what a kept summary is compared by. */
export async function stampOf(folder: string): Promise<string> {
  const stamps = (await filesIn(folder)).sort().map(async (path) => {
    const { size, mtimeMs, ino } = await stat(path)
    return `${path}:${size}:${mtimeMs}:${ino}`
  })
  return (await Promise.all(stamps)).join('\n')
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
