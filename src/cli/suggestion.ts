import { closest } from '../gym/index.js'

/** The word that was probably meant: the same letters in another order, a beginning of it, or nearly it. */
export function suggestion(word: string, known: readonly string[]): string | undefined {
  return (
    known.find((candidate) => letters(candidate) === letters(word)) ??
    (word.length > 1 ? known.find((candidate) => candidate.startsWith(word)) : undefined) ??
    closest(word, known, 1)[0]
  )
}

function letters(text: string): string {
  return [...text].sort().join('')
}
