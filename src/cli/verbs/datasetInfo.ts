import { Dataset, formatHistogram } from '../../data/index.js'
import { counted } from '../../platform/index.js'
import { NodeFiles } from '../../platform/node.js'
import { defineVerb } from '../verb.js'

export const datasetInfo = defineVerb({
  name: 'dataset info',
  summary: 'Show what a dataset holds: episodes, returns, lengths, who acted.',
  positionals: ['DIR'],
  options: {},
  examples: ['gaitway dataset info assets/datasets/cheetah-gaits', 'gaitway dataset info DIR --json'],
  notes: ['DIR is a dataset folder, as recorded here or downloaded from the Hub, or a single .parquet file.'],
  async run({ positionals: [folder] }) {
    const dataset = await Dataset.open(folder, new NodeFiles())
    const { returns, lengths, controllers, episodes, steps } = await dataset.statistics()
    const { histogram, ...distribution } = returns
    const json = {
      folder,
      title: dataset.title,
      env: dataset.envId || null,
      episodes,
      steps,
      bytes: dataset.bytes,
      observationSize: dataset.observationSize,
      actionSize: dataset.actionSize,
      controllers,
      returns: distribution,
      lengths,
      histogram,
      command: dataset.meta?.command ?? null,
      engine: dataset.meta?.engine ?? {},
    }
    const { mean, min, max, p5, p95 } = distribution
    const text = [
      `${dataset.title}: ${counted(episodes, 'episode')}, ${counted(steps, 'step')}, ${(dataset.bytes / 1e6).toFixed(1)} MB`,
      `environment   ${dataset.envId || 'unknown'}, ${dataset.observationSize} observations, ${dataset.actionSize} actions`,
      `controllers   ${Object.entries(controllers)
        .map(([name, count]) => `${name} (${count})`)
        .join(', ')}`,
      `lengths       ${lengths.min} … ${lengths.max}, mean ${lengths.mean.toFixed(1)}`,
      `returns       ${min.toFixed(1)} … ${max.toFixed(1)}, mean ${mean.toFixed(1)}, P5 ${p5.toFixed(1)}, P95 ${p95.toFixed(1)}`,
      ...(json.command ? [`made by       ${json.command}`] : []),
      '',
      formatHistogram(histogram),
    ].join('\n')
    return { json, text }
  },
})
