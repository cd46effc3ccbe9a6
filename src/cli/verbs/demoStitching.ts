import { BACKENDS, trainingLimits } from '../../dt/index.js'
import { stitch, stitchingChart, stitchingPicture } from '../../shows/index.js'
import { requireFreeFile, writeFile } from '../outputFile.js'
import { duration, ProgressLine } from '../progress.js'
import { percent } from '../../platform/index.js'
import { defineVerb } from '../verb.js'

export const demoStitching = defineVerb({
  name: 'demo stitching',
  summary: 'Train on random walks on a graph, then ask for shortest paths: the smallest proof of the idea.',
  options: {
    nodes: { kind: 'integer', min: 3, max: 200, default: 20, help: 'nodes of the graph' },
    walks: { kind: 'integer', min: 1, max: 100_000, default: 1000, help: 'random walks to learn from' },
    'walk-steps': { kind: 'integer', min: 2, max: 100, default: 10, help: 'longest walk' },
    steps: { kind: 'integer', min: 1, max: 100_000, default: 1000, help: 'training steps' },
    seed: { kind: 'integer', ...trainingLimits.seed, default: 1, help: 'of graph, walks and training' },
    backend: {
      kind: 'choice',
      choices: BACKENDS,
      default: 'auto',
      help: 'what computes',
    },
    picture: { kind: 'text', value: 'FILE.svg', help: 'also draw the graph and the paths' },
    force: { kind: 'flag', help: 'replace the picture' },
  },
  examples: ['gaitway demo stitching', 'gaitway demo stitching --picture stitching.svg'],
  async run({ options, io }) {
    if (options.picture) await requireFreeFile(options.picture, options.force)
    const line = new ProgressLine(io)
    try {
      const result = await stitch({
        nodes: options.nodes,
        walks: options.walks,
        walkSteps: options['walk-steps'],
        trainingSteps: options.steps,
        seed: options.seed,
        backend: options.backend,
        signal: io.signal,
        onProgress: ({ step, steps, loss, remainingMs }) =>
          line.show(`step ${step} of ${steps}, loss ${loss.toFixed(4)}, ${duration(remainingMs)} left`),
      })
      io.signal.throwIfAborted()
      if (options.picture)
        await writeFile(options.picture, new TextEncoder().encode(stitchingPicture(result)))
      const { optimal, starts, finalLoss } = result
      return {
        json: {
          optimal,
          finalLoss,
          // A path that never arrives has no length; JSON has no infinity.
          starts: starts.map(({ start, shortest, bestWalk, agent }) => ({
            start,
            shortest: finite(shortest),
            bestWalk: finite(bestWalk),
            agent: finite(agent),
          })),
          picture: options.picture ?? null,
        },
        text: [
          stitchingChart(result),
          '',
          `shortest paths found: ${percent(optimal.agent)} by the agent, ${percent(optimal.data)} by the best walks of the data (Dijkstra: 100 %)`,
          ...(options.picture ? [options.picture] : []),
        ].join('\n'),
      }
    } finally {
      line.end()
    }
  },
})

function finite(steps: number): number | null {
  return Number.isFinite(steps) ? steps : null
}
