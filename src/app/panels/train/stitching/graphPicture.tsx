import {
  layOut,
  type Line,
  linesOf,
  pictureSize,
  RADIUS,
  type StitchingMaterial,
} from '../../../../shows/index.js'

/** The graph with a walk of the data and the agent's path, from one start. */
export function GraphPicture({
  graph,
  start,
  dataWalk,
  agentWalk,
}: {
  graph: StitchingMaterial['graph']
  start: number
  dataWalk?: readonly number[]
  agentWalk?: readonly number[]
}) {
  const { points, edges } = layOut(graph)
  const told = [
    dataWalk && `the data walks ${dataWalk.join(', ')}`,
    agentWalk && `the agent walks ${agentWalk.join(', ')}`,
  ].filter(Boolean)
  return (
    <svg
      class="stitching-picture"
      viewBox={`0 0 ${pictureSize.width} ${pictureSize.height}`}
      role="img"
      aria-label={`Graph of ${points.length} nodes, from node ${start} to the goal, node ${graph.goal}: ${told.join('; ')}`}
      data-testid="stitching-picture"
    >
      <Lines lines={edges} kind="edge" />
      {dataWalk && <Lines lines={linesOf(dataWalk, points, -1)} kind="data" />}
      {agentWalk && <Lines lines={linesOf(agentWalk, points, 1)} kind="agent" />}
      {points.map(([x, y], node) => (
        <g
          key={node}
          class={`stitching-node${node === graph.goal ? ' is-goal' : node === start ? ' is-start' : ''}`}
        >
          <circle cx={x} cy={y} r={RADIUS} />
          <text x={x} y={y} dy="0.35em" text-anchor="middle">
            {node}
          </text>
        </g>
      ))}
    </svg>
  )
}

function Lines({ lines, kind }: { lines: readonly Line[]; kind: 'edge' | 'data' | 'agent' }) {
  return (
    <g class={`stitching-${kind}`}>
      {lines.map(([[x1, y1], [x2, y2]], i) => (
        <line key={i} x1={x1} y1={y1} x2={x2} y2={y2} />
      ))}
    </g>
  )
}
