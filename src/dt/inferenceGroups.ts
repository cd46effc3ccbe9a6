/** What one agent remembers: up to K steps, oldest first, the newest without its action yet. */
export interface Context {
  steps: number
  /** steps × S, normalised */
  states: Float32Array
  /** steps × A; the newest row is not read */
  actions: Float32Array
  /** steps */
  returns: Float32Array
  /** steps; rows of the timestep embedding */
  timesteps: Int32Array
}

/** Tokens computed together, so that the widest activations stay in the second-level cache. */
const GROUP_TOKENS = 120
/** Lanes computed together: where their tokens begin in the rows of the activations. */
export interface Group {
  contexts: readonly Context[]
  tokens: number[]
  starts: number[]
  rows: number
}

/** Most rows that a group can have: as many lanes as fit in the limit, at least one. */
export const groupRows = (lanes: number, tokens: number): number =>
  Math.min(lanes * tokens, Math.max(tokens, GROUP_TOKENS))

/** Cuts the lanes into groups of at most `GROUP_TOKENS` tokens. */
export function groups(contexts: readonly Context[]): Group[] {
  const all: Group[] = []
  let begin = 0
  while (begin < contexts.length) {
    const group: Group = { contexts: [], tokens: [], starts: [], rows: 0 }
    let end = begin
    while (end < contexts.length) {
      const tokens = 3 * contexts[end].steps - 1
      if (end > begin && group.rows + tokens > GROUP_TOKENS) break
      group.starts.push(group.rows)
      group.tokens.push(tokens)
      group.rows += tokens
      end++
    }
    all.push({ ...group, contexts: contexts.slice(begin, end) })
    begin = end
  }
  return all
}
