import type { Checkpoint } from '../../dt/index.js'
import { formatModelCard } from '../../skill/index.js'
import type { TrainingOrder } from './trainingProtocol.js'

/** README.md of a model trained in the window: with the command that trains the same on the command line. */
export function trainingCard(order: TrainingOrder, { config, weights, gaitway }: Checkpoint): string {
  if (!gaitway) throw new Error('the trainer made a model without gaitway.json')
  let parameters = 0
  for (const { data } of weights.values()) parameters += data.length
  return formatModelCard({
    title: order.model,
    config,
    gaitway,
    parameters,
    commands: [trainingCommand(order, gaitway.training?.warmupSteps)],
  })
}

/** The same training as a command line, to be run in the library's folder. */
export function trainingCommand({ datasets, model, config }: TrainingOrder, warmupSteps?: unknown): string {
  const words = [
    'npx gaitway train',
    ...datasets.map((id) => `--data ${quoted(`datasets/${id}`)}`),
    `--out models/${model}`,
    config.recipe && `--recipe ${config.recipe}`,
    `--steps ${config.steps} --batch-size ${config.batchSize} --context ${config.contextLength}`,
    `--hidden ${config.hiddenSize} --layers ${config.layers} --heads ${config.heads}`,
    `--dropout ${config.dropout} --lr ${config.learningRate} --schedule ${config.schedule}`,
    typeof warmupSteps === 'number' && `--warmup ${warmupSteps}`,
    `--seed ${config.seed}`,
  ]
  return words.filter(Boolean).join(' ')
}

/** Folders that were copied into the library may have spaces in their names. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
