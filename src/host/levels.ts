import { sep } from 'node:path'
import { LARGEST_TEXT, messageOf, parseJson } from '../platform/index.js'
import { NodeFiles } from '../platform/node.js'
import type { Output } from './contract.js'

/** The levels as the files have them; what a level must look like is the game's to say. */
export async function listLevels(folder: string): Promise<Output<'levels.list'>> {
  const files = new NodeFiles(folder)
  const found = (await files.stat('.')) ? await files.list('.') : []
  return Promise.all(
    found
      .filter(({ name, isFolder }) => !isFolder && name.endsWith('.json'))
      .map(async ({ name }) => {
        const id = name.slice(0, -'.json'.length)
        try {
          return { id, level: parseJson(await files.read(name, { most: LARGEST_TEXT }), name) }
        } catch (error) {
          return { id, level: null, error: folder + sep + messageOf(error) }
        }
      }),
  )
}
