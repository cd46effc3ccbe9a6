/** The parts of a card that later commands write anew. */
export type CardSection = 'evaluation' | 'calibration' | 'certificate'

const begin = (section: CardSection) =>
  `<!-- ${section}: written by gaitway, edits between these lines are lost -->`
const end = (section: CardSection) => `<!-- end of ${section} -->`

/** Puts a section into a card: in place of its former self, else at the end. */
export function withSection(card: string, section: CardSection, markdown: string): string {
  const block = `${begin(section)}\n\n${markdown}\n\n${end(section)}`
  const from = card.indexOf(begin(section))
  const to = card.indexOf(end(section))
  return from >= 0 && to > from
    ? card.slice(0, from) + block + card.slice(to + end(section).length)
    : `${card.trimEnd()}\n\n${block}\n`
}

/** The card without what an earlier command wrote there. */
export function withoutSection(card: string, section: CardSection): string {
  const from = card.indexOf(begin(section))
  const to = card.indexOf(end(section))
  if (from < 0 || to < from) return card
  const rest = card.slice(to + end(section).length).trimStart()
  return `${card.slice(0, from).trimEnd()}\n${rest && `\n${rest}`}`
}

/** The card under another title: its first heading, which is what a library shows. */
export function withTitle(card: string, title: string): string {
  const body = /^---\n.*?\n---\n/s.exec(card)?.[0].length ?? 0
  return card.slice(0, body) + card.slice(body).replace(/^# .*$/m, () => `# ${title}`)
}
