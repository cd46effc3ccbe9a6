import type { StitchingMaterial, StitchingOutcome } from './protocol.js'

export const pictureSize = { width: 640, height: 440 }
/** Of a node, in the picture's units. */
export const RADIUS = 13
/** Between a line and the middle of its edge, so that two ways along one edge stay apart. */
const APART = 4
/** Smallest distance of two nodes. */
const ROOM = 2.6 * RADIUS
const ROUNDS = 60

type Point = readonly [number, number]
export type Line = readonly [from: Point, to: Point]

/** Everything of the graph, placed. */
export interface Layout {
  points: readonly Point[]
  edges: readonly Line[]
}

/** Nodes where the graph has them, but none upon another, and all within the picture. */
export function layOut({ positions, neighbours }: StitchingMaterial['graph']): Layout {
  const { width, height } = pictureSize
  const margin = 2 * RADIUS
  const inside = (value: number, size: number) => Math.min(size - margin, Math.max(margin, value))
  const points = positions.map(([x, y]): [number, number] => [
    margin + x * (width - 2 * margin),
    margin + y * (height - 2 * margin),
  ])
  for (let round = 0; round < ROUNDS; round++) {
    for (let a = 0; a < points.length; a++) {
      for (let b = 0; b < a; b++) {
        const dx = points[a][0] - points[b][0]
        const dy = points[a][1] - points[b][1]
        const distance = Math.hypot(dx, dy)
        if (distance >= ROOM) continue
        const push = (ROOM - distance) / 2
        const [ux, uy] = distance > 0 ? [dx / distance, dy / distance] : [1, 0]
        points[a] = [inside(points[a][0] + ux * push, width), inside(points[a][1] + uy * push, height)]
        points[b] = [inside(points[b][0] - ux * push, width), inside(points[b][1] - uy * push, height)]
      }
    }
  }
  const edges = neighbours.flatMap((all, a) =>
    all.filter((b) => b > a).map((b): Line => [points[a], points[b]]),
  )
  return { points, edges }
}

/** The lines of a walk, beside its edges: `side` 1 or -1, the same side in both directions. */
export function linesOf(walk: readonly number[], points: readonly Point[], side: 1 | -1): Line[] {
  return walk.slice(1).map((to, i) => {
    const from = walk[i]
    const [[lowX, lowY], [highX, highY]] = [points[Math.min(from, to)], points[Math.max(from, to)]]
    const length = Math.hypot(highX - lowX, highY - lowY) || 1
    const [offX, offY] = [(-side * APART * (highY - lowY)) / length, (side * APART * (highX - lowX)) / length]
    const beside = ([x, y]: Point): Point => [x + offX, y + offY]
    return [beside(points[from]), beside(points[to])]
  })
}

/** The walk of the data that serves best from a start: the shortest that arrives, else any; none may begin there. */
export function bestWalkFrom(
  { graph, walks }: StitchingMaterial,
  start: number,
): readonly number[] | undefined {
  const fromHere = walks.filter(([first]) => first === start)
  const arrived = fromHere.filter((walk) => walk.at(-1) === graph.goal)
  return arrived.toSorted((a, b) => a.length - b.length)[0] ?? fromHere[0]
}

/** Steps that the agent saves over the data; where no walk arrives, more than anywhere else. */
function gain({ bestWalk, agent }: StitchingOutcome['starts'][number]): number {
  return Math.min(bestWalk, 1000) - agent
}

/** The start that says most: found by the agent, and farthest beyond the data there; else the farthest one. */
export function tellingStart({ starts }: StitchingOutcome): number {
  const found = starts.filter(({ agent, shortest }) => agent === shortest)
  const best = found.toSorted((a, b) => gain(b) - gain(a))[0]
  return (best ?? starts.toSorted((a, b) => b.shortest - a.shortest)[0]).start
}

/** What the shares mean, in one plain sentence. */
export function meaning({ starts, optimal }: StitchingOutcome): string {
  const from = (share: number) => Math.round(share * starts.length)
  const [agent, data] = [from(optimal.agent), from(optimal.data)]
  if (agent <= data) {
    return `With so little training the agent found a shortest path from ${agent} of ${starts.length} starts, no more than the ${data} that its data already held: another seed may fare better.`
  }
  return `From ${agent} of ${starts.length} starts the agent takes a shortest path, though its data held one for only ${data}: it joins pieces of walks into ways that no walk took as a whole.`
}
