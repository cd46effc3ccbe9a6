import type { Episode } from '../data/episode.js'
import type { GaitwayMeta } from './gaitwayMeta.js'
import { Inference } from './inference.js'
import { Random } from './random.js'
import { standardiseReturn } from './returnToken.js'
import { type Progress, train } from './trainer.js'
import { normalise } from './trainingData.js'

/** An undirected graph drawn in the unit square; walks look for node `goal`. */
export interface Graph {
  positions: readonly (readonly [number, number])[]
  /** Neighbours of every node, ascending. */
  neighbours: readonly (readonly number[])[]
  goal: number
}

const indices = (count: number): number[] => [...Array(count).keys()]

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

const oneHot = (node: number, nodes: number): Float32Array => {
  const vector = new Float32Array(nodes)
  vector[node] = 1
  return vector
}

/** A step costs 1; a walk that does not arrive pays this on top at its end. */
const LOST = 10
/** Steps that the model sees: where a walk came from matters little. */
const CONTEXT = 4

/** What a step brings. */
const rewardOf = (walk: Walk, t: number, goal: number): number =>
  t === walk.length - 2 && walk.at(-1) !== goal ? -1 - LOST : -1

/** A walk as an episode: the node is the state, the next node the action, both one-hot. */
function walkEpisode(walk: Walk, graph: Graph, episodeId: number): Episode {
  const nodes = graph.neighbours.length
  const length = walk.length - 1
  const rows = (from: number) =>
    Float32Array.from(walk.slice(from, from + length).flatMap((node) => [...oneHot(node, nodes)]))
  return {
    episodeId,
    envId: 'Stitching',
    level: '',
    seed: 0,
    envOptions: {},
    controller: 'random',
    observationSize: nodes,
    actionSize: nodes,
    length,
    observations: rows(0),
    actions: rows(1),
    rewards: Float32Array.from({ length }, (_, t) => rewardOf(walk, t, graph.goal)),
    finalObservation: oneHot(walk.at(-1)!, nodes),
    terminated: true,
    truncated: false,
  }
}

/**
 * The agent's way from a start. At every node it is asked for a high return of the walks from there, and moves to the
 * neighbour that its answer points at most.
 */
function agentWalk(
  inference: Inference,
  { stateMean, stateStd, conditioning }: GaitwayMeta,
  graph: Graph,
  start: number,
  high: readonly number[],
  walkSteps: number,
): Walk {
  const nodes = graph.neighbours.length
  const walk = [start]
  const states: Float32Array[] = []
  const actions: Float32Array[] = []
  const returns: number[] = []
  while (walk.length <= 2 * walkSteps && walk.at(-1) !== graph.goal) {
    const here = walk.at(-1)!
    states.push(normalise(oneHot(here, nodes), stateMean, stateStd))
    returns.push(standardiseReturn(conditioning, high[here]))
    const from = Math.max(0, states.length - inference.contextLength)
    const flat = (rows: readonly Float32Array[]) =>
      Float32Array.from(rows.slice(from).flatMap((row) => [...row]))
    const [wish] = inference.actions([
      {
        steps: states.length - from,
        states: flat(states),
        actions: flat(actions),
        returns: Float32Array.from(returns.slice(from)),
        timesteps: Int32Array.from(returns.slice(from), (_, i) => Math.min(from + i, walkSteps - 1)),
      },
    ])
    const next = graph.neighbours[here].reduce((most, node) => (wish[node] > wish[most] ? node : most))
    actions.push(oneHot(next, nodes))
    walk.push(next)
  }
  return walk
}

export interface StitchingOptions {
  nodes?: number
  walks?: number
  /** Longest walk, in steps. */
  walkSteps?: number
  trainingSteps?: number
  seed?: number
  backend?: 'auto' | 'webgpu' | 'wasm' | 'cpu'
  signal?: AbortSignal
  onProgress?(progress: Progress): void
}

/** How one start fares; steps are Infinity where the goal was not reached. */
export interface StitchingStart {
  start: number
  /** Dijkstra's. */
  shortest: number
  /** The best walk of the data that begins here. */
  bestWalk: number
  /** The agent's. */
  agent: number
  agentWalk: Walk
}

export interface StitchingResult {
  graph: Graph
  walks: Walk[]
  starts: StitchingStart[]
  /** Share of starts from which a shortest path was found. */
  optimal: { data: number; agent: number }
  finalLoss: number
}

/**
 * The paper's smallest proof (Chen et al. 2021, section 2): trained on nothing but random walks, and asked for a high
 * return, the model walks shortest paths that no walk of the data took as a whole.
 *
 * At every node it is asked for the return that the best tenth of the arriving walks still got from there: a number read
 * off the data, with no search in the graph.
 */
export async function stitch(options: StitchingOptions = {}): Promise<StitchingResult> {
  const { nodes = 20, walks: count = 1000, walkSteps = 20, trainingSteps = 1500, seed = 1 } = options
  const graph = randomGraph(nodes, seed)
  const walks = randomWalks(graph, count, walkSteps, seed).filter((walk) => walk.length > 1)
  const { checkpoint, finalLoss } = await train({
    episodes: walks.map((walk, i) => walkEpisode(walk, graph, i)),
    recipe: 'gaitway',
    conditioning: 'classic',
    returnScale: 3,
    windows: 'start',
    contextLength: CONTEXT,
    hiddenSize: 64,
    layers: 2,
    heads: 2,
    batchSize: 64,
    dropout: 0,
    learningRate: 3e-3,
    warmupSteps: Math.min(50, Math.ceil(trainingSteps / 10)),
    steps: trainingSteps,
    seed,
    model: { action_tanh: false },
    backend: options.backend,
    signal: options.signal,
    onProgress: options.onProgress,
  })
  const inference = new Inference(checkpoint.config, checkpoint.weights, 1, CONTEXT)
  const high = indices(nodes).map((node) => highReturnFrom(walks, graph, node))
  const starts = indices(nodes)
    .filter((node) => node !== graph.goal)
    .map((start): StitchingStart => {
      const way = agentWalk(inference, checkpoint.gaitway!, graph, start, high, walkSteps)
      return {
        start,
        shortest: stepsTo(graph)[start],
        bestWalk: Math.min(...walks.filter(([first]) => first === start).map((walk) => arrival(walk, graph))),
        agent: arrival(way, graph),
        agentWalk: way,
      }
    })
  const share = (steps: (each: StitchingStart) => number) =>
    starts.filter((each) => steps(each) === each.shortest).length / starts.length
  return {
    graph,
    walks,
    starts,
    optimal: { data: share(({ bestWalk }) => bestWalk), agent: share(({ agent }) => agent) },
    finalLoss,
  }
}

/** Steps of a walk that arrives. */
const arrival = (walk: Walk, { goal }: Graph): number => (walk.at(-1) === goal ? walk.length - 1 : Infinity)

/** Of the walks that arrived from a node, the share whose return is still asked for. */
const AMBITION = 0.1

/** A high return, but one that walks did get from here on: the best tenth's. Where none arrived, that of getting lost. */
function highReturnFrom(walks: readonly Walk[], graph: Graph, node: number): number {
  const returns = walks
    .filter((walk) => walk.includes(node) && arrival(walk, graph) < Infinity)
    .map((walk) => walk.lastIndexOf(node) - (walk.length - 1))
    .sort((x, y) => y - x)
  return returns[Math.floor(AMBITION * returns.length)] ?? -LOST
}

/** Lines of text: for every number of steps, how many starts need it, by Dijkstra, in the data and for the agent. */
export function stitchingChart({ starts }: StitchingResult): string {
  const rows: [string, (each: StitchingStart) => number][] = [
    ['shortest', ({ shortest }) => shortest],
    ['agent', ({ agent }) => agent],
    ['best walk', ({ bestWalk }) => bestWalk],
  ]
  const longest = Math.max(
    ...starts.flatMap((each) => rows.map(([, steps]) => steps(each))).filter(Number.isFinite),
  )
  const lines: string[] = []
  for (const steps of [...indices(longest).map((i) => i + 1), Infinity]) {
    for (const [name, stepsOf] of rows) {
      const count = starts.filter((each) => stepsOf(each) === steps).length
      const label = name === 'shortest' ? (steps === Infinity ? 'lost' : `${steps} steps`) : ''
      lines.push(`${label.padEnd(9)} ${name.padEnd(10)} ${'█'.repeat(count)}${count ? ` ${count}` : ''}`)
    }
  }
  return lines.join('\n')
}

/** The graph as an SVG picture, with the agent's way from the start that is farthest from the goal. */
export function stitchingPicture({ graph, starts }: StitchingResult): string {
  const size = 400
  const point = (node: number) => graph.positions[node].map((value) => (20 + value * (size - 40)).toFixed(1))
  const far = starts.reduce((best, each) => (each.shortest > best.shortest ? each : best))
  const line = (a: number, b: number, style: string) => {
    const [[x1, y1], [x2, y2]] = [point(a), point(b)]
    return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${style}/>`
  }
  const edges = graph.neighbours.flatMap((all, a) =>
    all.filter((b) => b > a).map((b) => line(a, b, 'stroke="#8a8f98" stroke-width="1.5"')),
  )
  const way = far.agentWalk
    .slice(1)
    .map((b, i) => line(far.agentWalk[i], b, 'stroke="#e07a3f" stroke-width="5"'))
  const nodes = graph.positions.map((_, node) => {
    const [x, y] = point(node)
    const fill = node === graph.goal ? '#3fa66b' : node === far.start ? '#e07a3f' : '#d6dae0'
    return `<circle cx="${x}" cy="${y}" r="9" fill="${fill}"/><text x="${x}" y="${y}" dy="3.5" font-size="10" text-anchor="middle" font-family="sans-serif">${node}</text>`
  })
  const content = [...edges, ...way, ...nodes].join('\n  ')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" aria-label="Graph with the agent’s way from node ${far.start} to node ${graph.goal}">\n  ${content}\n</svg>\n`
}
