import { NodeFiles } from '../platform/nodeFiles.js'
import { type CardSection, withSection } from '../skill/modelCard.js'

/** Writes a section of a model's README.md anew; a model without a card gets none. */
export async function updateCard(model: string, section: CardSection, markdown: string): Promise<void> {
  const files = new NodeFiles()
  const path = `${model}/README.md`
  if (!(await files.stat(path))) return
  const card = new TextDecoder().decode(await files.read(path))
  await files.writeAtomic(path, new TextEncoder().encode(withSection(card, section, markdown)))
}
