import { indices } from './graph.js'
import type { StitchingResult, StitchingStart } from './stitch.js'

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
