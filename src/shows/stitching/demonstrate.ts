import { randomGraph, randomWalks } from './graph.js'
import type { FromStitching, StitchingOrder } from './protocol.js'
import { stitch } from './stitch.js'

/** Learns from random walks on a graph, and tells how its own walks compare: material, steps, and in the end the outcome. */
export async function demonstrate(
  order: StitchingOrder,
  tell: (message: FromStitching) => void,
): Promise<void> {
  const { nodes, walks: count, walkSteps, seed } = order
  // The same that the model learns from: there is something to look at meanwhile.
  const { positions, neighbours, goal } = randomGraph(nodes, seed)
  const walks = randomWalks({ positions, neighbours, goal }, count, walkSteps, seed)
  tell({
    type: 'material',
    material: {
      graph: {
        positions: positions.map(([x, y]) => [x, y]),
        neighbours: neighbours.map((all) => [...all]),
        goal,
      },
      walks: walks.map((walk) => [...walk]),
    },
  })
  const began = performance.now()
  const { starts, optimal } = await stitch({
    ...order,
    onProgress: ({ step, steps, loss, remainingMs }) =>
      tell({ type: 'step', step, steps, loss, remainingMs }),
  })
  tell({
    type: 'done',
    outcome: {
      starts: starts.map((each) => ({ ...each, agentWalk: [...each.agentWalk] })),
      optimal,
      seconds: (performance.now() - began) / 1000,
    },
  })
}
