import type { Episode } from '../../data/index.js'
import {
  type GaitwayMeta,
  Inference,
  normalise,
  type Progress,
  standardiseReturn,
  train,
} from '../../dt/index.js'
import { arrival, type Graph, indices, randomGraph, randomWalks, stepsTo, type Walk } from './graph.js'

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
