/** Learns from random walks on a graph, away from the window, and reports how its own walks compare. */
import { randomGraph, randomWalks, stitch } from '../../dt/stitching.js'
import { messageOf } from '../../platform/errors.js'
import { LISTENING } from '../messaging/mailbox.js'
import { checkStitchingMessage, type FromStitching, StitchingOrderSchema } from './stitchingProtocol.js'

function tell(message: FromStitching): void {
  self.postMessage(message)
}

async function demonstrate(message: unknown): Promise<void> {
  const order = checkStitchingMessage(StitchingOrderSchema, message)
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

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  demonstrate(data).catch((error: unknown) => {
    console.error(error)
    tell({ type: 'failed', message: messageOf(error) })
  })
})

self.postMessage(LISTENING)
