import { type Checkpoint, type GaitwayMeta, loadCheckpoint } from '../dt/index.js'
import { type Files, InputError, LARGEST_TEXT, localFiles, type ReadableFiles } from '../platform/index.js'
import { type CardSection, withSection } from './cardSections.js'

/** A model that brings what a dial needs. */
export type DialableCheckpoint = Checkpoint & { gaitway: GaitwayMeta }

/** Throws `InputError` for a folder that holds no model, or one that has no gaitway.json. */
export async function loadDialable(folder: string, files?: ReadableFiles): Promise<DialableCheckpoint> {
  return requireMeta(await loadCheckpoint(folder, files ?? (await localFiles())), folder)
}

/** The model that is given in memory or by its folder. */
export async function modelOf(given: {
  checkpoint?: Checkpoint
  model?: string
}): Promise<DialableCheckpoint> {
  if (given.checkpoint) return requireMeta(given.checkpoint, 'the model')
  if (given.model !== undefined) return loadDialable(given.model)
  throw new InputError('evaluate needs a model: give checkpoint, or model with its folder')
}

/** Changes a model's README.md; a model without a card gets none. */
export async function editCard(folder: string, edit: (card: string) => string, files?: Files): Promise<void> {
  const disk = files ?? (await localFiles())
  const path = `${folder}/README.md`
  if (!(await disk.stat(path))) return
  const card = new TextDecoder().decode(await disk.read(path, { most: LARGEST_TEXT }))
  await disk.writeAtomic(path, new TextEncoder().encode(edit(card)))
}

/** Writes a section of a model's README.md anew. */
export function updateCard(
  folder: string,
  section: CardSection,
  markdown: string,
  files?: Files,
): Promise<void> {
  return editCard(folder, (card) => withSection(card, section, markdown), files)
}

function requireMeta(checkpoint: Checkpoint, where: string): DialableCheckpoint {
  const { gaitway } = checkpoint
  if (!gaitway)
    throw new InputError(
      `${where}: no gaitway.json beside the weights, so its environment, normalisation and returns are unknown; ` +
        'write one by hand or train the model with gaitway',
    )
  return { ...checkpoint, gaitway }
}
