import { Random } from '../../dt/index.js'

/** An undirected graph drawn in the unit square; walks look for node `goal`. */
export interface Graph {
  positions: readonly (readonly [number, number])[]
  /** Neighbours of every node, ascending. */
  neighbours: readonly (readonly number[])[]
  goal: number
}

export const indices = (count: number): number[] => [...Array(count).keys()]

/** Nodes joined to their nearest two, and the parts to each other, so that ways are few and long. */
export function randomGraph(nodes: number, seed: number): Graph {
  const random = new Random(seed, 3)
  const positions = Array.from({ length: nodes }, () => [random.uniform(), random.uniform()] as const)
  const links = Array.from({ length: nodes }, () => new Set<number>())
  const distance = (a: number, b: number) =>
    Math.hypot(positions[a][0] - positions[b][0], positions[a][1] - positions[b][1])
  const join = (a: number, b: number) => {
    links[a].add(b)
    links[b].add(a)
  }
  const others = (a: number) => indices(nodes).filter((b) => b !== a)
  for (let a = 0; a < nodes; a++) {
    for (const b of others(a)
      .sort((x, y) => distance(a, x) - distance(a, y))
      .slice(0, 3))
      join(a, b)
  }
  for (;;) {
    const reached = stepsTo({ neighbours: links.map((set) => [...set]), goal: 0 })
    const lost = indices(nodes).filter((node) => reached[node] === Infinity)
    if (lost.length === 0) break
    const pairs = lost.flatMap((a) =>
      others(a)
        .filter((b) => reached[b] < Infinity)
        .map((b) => [a, b] as const),
    )
    const [a, b] = pairs.reduce((best, pair) => (distance(...pair) < distance(...best) ? pair : best))
    join(a, b)
  }
  return { positions, neighbours: links.map((set) => [...set].sort((a, b) => a - b)), goal: 0 }
}

/** Fewest steps from every node to the goal: Dijkstra's algorithm, all edges being one step long. */
export function stepsTo({ neighbours, goal }: Pick<Graph, 'neighbours' | 'goal'>): number[] {
  const steps = neighbours.map(() => Infinity)
  steps[goal] = 0
  let border = [goal]
  while (border.length > 0) {
    const next = border.flatMap((node) => neighbours[node].filter((each) => steps[each] === Infinity))
    for (const node of next) steps[node] = Math.min(steps[node], steps[border[0]] + 1)
    border = [...new Set(next)]
  }
  return steps
}

/** Nodes passed, start and end included; it ends at the goal or when its time is up. */
export type Walk = readonly number[]

export function randomWalks(graph: Graph, count: number, steps: number, seed: number): Walk[] {
  const random = new Random(seed, 4)
  const starts = indices(graph.neighbours.length).filter((node) => node !== graph.goal)
  return Array.from({ length: count }, () => {
    const walk = [starts[random.integer(starts.length)]]
    while (walk.length <= steps && walk.at(-1) !== graph.goal) {
      const choices = graph.neighbours[walk.at(-1)!]
      walk.push(choices[random.integer(choices.length)])
    }
    return walk
  })
}

/** Steps of a walk that arrives; Infinity for one that does not. */
export const arrival = (walk: Walk, { goal }: Graph): number =>
  walk.at(-1) === goal ? walk.length - 1 : Infinity
