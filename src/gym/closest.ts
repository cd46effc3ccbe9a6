/** The candidates most like `word`, best first, at most `count`; letter case does not matter. */
export function closest(word: string, candidates: readonly string[], count = 3): string[] {
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, likeness: likeness(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter((entry) => entry.likeness >= 0.6)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, count)
    .map((entry) => entry.candidate)
}

/** 1 for equal words, 0 for words with nothing in common: 1 − edits / length of the longer (Levenshtein, 1966). */
function likeness(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, previous[column] + 1, current[column - 1] + 1))
    }
    previous = current
  }
  return 1 - previous[b.length] / Math.max(a.length, b.length, 1)
}
