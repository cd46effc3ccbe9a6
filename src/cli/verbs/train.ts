import { resolve } from 'node:path'
import { checkLicense } from '../../data/index.js'
import {
  ADAPTIVE,
  BACKENDS,
  CONDITIONINGS,
  MetricsFiles,
  RECIPES,
  SCHEDULES,
  TIMESTEPS,
  TrainingDiverged,
  trainingLimits,
  type TrainingState,
  train as trainModel,
  type TrainResult,
} from '../../dt/index.js'
import { InputError, percent } from '../../platform/index.js'
import { NodeFiles } from '../../platform/node.js'
import { formatModelCard } from '../../skill/index.js'
import { ExitError } from '../io.js'
import { LossCurve } from '../lossCurve.js'
import { duration, ProgressLine } from '../progress.js'
import { claimFolder } from '../outputFolder.js'
import { openTrainingData } from '../trainingData.js'
import { dialScore } from '../trainingJudge.js'
import { TrainingFolder, type TrainingRun } from '../trainingRun.js'
import { defineVerb } from '../verb.js'

const NOT_LEARNED =
  'the loss hardly fell: this model has learned next to nothing; give more --steps or a higher --lr, or look whether the ' +
  'actions follow from the observations at all'

export const train = defineVerb({
  name: 'train',
  summary: 'Train a Decision Transformer on recorded episodes.',
  options: {
    data: { kind: 'texts', value: 'DIR', help: 'dataset folder, or a .parquet file' },
    out: { kind: 'text', value: 'DIR', required: true, help: 'model folder to make' },
    recipe: {
      kind: 'choice',
      choices: RECIPES,
      help: 'set of defaults for all that follows [gaitway]',
    },
    steps: { kind: 'integer', ...trainingLimits.steps, help: 'optimizer steps' },
    'batch-size': { kind: 'integer', ...trainingLimits.batchSize, help: 'windows a step' },
    context: { kind: 'integer', ...trainingLimits.contextLength, help: 'steps that the model sees' },
    hidden: { kind: 'integer', ...trainingLimits.hiddenSize, help: 'width; a multiple of --heads' },
    layers: { kind: 'integer', ...trainingLimits.layers, help: 'transformer blocks' },
    heads: { kind: 'integer', ...trainingLimits.heads, help: 'attention heads' },
    dropout: {
      kind: 'number',
      ...trainingLimits.dropout,
      help: 'share of activations dropped in training',
    },
    lr: { kind: 'number', ...trainingLimits.learningRate, above: true, help: 'peak learning rate' },
    schedule: {
      kind: 'choice',
      choices: SCHEDULES,
      help: 'learning rate after the warm-up',
    },
    warmup: {
      kind: 'integer',
      min: 0,
      max: trainingLimits.steps.max,
      help: 'steps over which the learning rate rises',
    },
    'weight-decay': { kind: 'number', min: 0, max: 1, help: 'AdamW’s' },
    clip: { kind: 'number', min: 0, above: true, help: 'largest norm of the gradient' },
    conditioning: {
      kind: 'choice',
      choices: CONDITIONINGS,
      help: 'what the return token holds: the return left (as Hugging Face), or the mean reward still needed',
    },
    timesteps: {
      kind: 'choice',
      choices: TIMESTEPS,
      help: 'where they are counted from [window for mean-needed, episode for classic]',
    },
    adaln: {
      kind: 'flag',
      help: 'the return also scales and shifts every norm (AdaLN): a layout of our own, which Hugging Face cannot load',
    },
    seed: { kind: 'integer', ...trainingLimits.seed, help: 'of weights, windows and dropout' },
    backend: { kind: 'choice', choices: BACKENDS, help: 'what computes [auto]' },
    'checkpoint-every': {
      kind: 'integer',
      min: 1,
      default: 100,
      help: 'steps between checkpoints to resume from',
    },
    'evaluate-every': {
      kind: 'integer',
      min: 1,
      help: 'steps between roll-outs at three targets; the best model is kept instead of the last',
    },
    patience: {
      kind: 'integer',
      min: 1,
      help: 'roll-outs in a row without a new best after which training stops',
    },
    'keep-going': {
      kind: 'flag',
      help: 'train on where the loss has risen and stays up, which otherwise ends the training as diverged',
    },
    title: { kind: 'text', help: 'title on the card' },
    license: {
      kind: 'text',
      value: 'NAME',
      help: 'licence on the card, as the Hub spells it: mit, cc-by-4.0, …',
    },
    resume: {
      kind: 'flag',
      help: 'go on with an interrupted training of --out, or with --steps a finished one, as it was set',
    },
    force: { kind: 'flag', help: 'replace --out when the new model is complete' },
  },
  examples: [
    'gaitway train --data assets/datasets/cheetah-gaits --out models/mine --steps 1500',
    'gaitway train --data A --data B --out models/both --recipe kzl',
    'gaitway train --resume --out models/mine',
  ],
  notes: [
    'Ctrl-C stops at a checkpoint, and a crash loses the steps since the last one at most: --resume goes on, on wasm ' +
      'and cpu to the same bits as without the interruption.',
  ],
  async run({ options, io, command, atEnd }) {
    const files = new NodeFiles()
    if (options.hidden !== undefined && options.heads !== undefined && options.hidden % options.heads !== 0)
      throw new InputError(
        `--hidden ${options.hidden} is not a multiple of --heads ${options.heads}: change one`,
      )
    if (options.patience !== undefined && options['evaluate-every'] === undefined)
      throw new InputError('--patience counts roll-outs: give --evaluate-every as well')
    if (options.license !== undefined) checkLicense(options.license)
    const { path: out, release } = await claimFolder(options.out, 'training')
    atEnd(release)
    const folder = new TrainingFolder(out, files)
    const resumed = options.resume ? await folder.resume() : undefined
    if (!resumed && options.data.length === 0)
      throw new InputError('--data DIR is missing: name a dataset to learn from (gaitway record makes one)')
    if (resumed) {
      requireNoSettings(options)
      requireWork(resumed, options.steps)
    } else await folder.requireFree(options.force)
    await folder.requireWritable()
    const run: TrainingRun = resumed?.run ?? {
      command,
      data: options.data.map((path) => resolve(path)),
      title: options.title,
      license: options.license,
      losses: [],
      options: {
        recipe: options.recipe,
        steps: options.steps,
        batchSize: options['batch-size'],
        contextLength: options.context,
        hiddenSize: options.hidden,
        layers: options.layers,
        heads: options.heads,
        dropout: options.dropout,
        learningRate: options.lr,
        schedule: options.schedule,
        warmupSteps: options.warmup,
        weightDecay: options['weight-decay'],
        clipNorm: options.clip,
        conditioning: options.conditioning,
        timesteps: options.timesteps,
        seed: options.seed,
        backend: options.backend,
      },
    }
    const line = new ProgressLine(io)
    const startedAt = Date.now()
    line.say(`reading ${run.data.join(', ')}`)
    const { episodes, commands } = await openTrainingData(run.data, files)
    const curve = new LossCurve(run.losses)
    let metrics: MetricsFiles | undefined
    const note = async (step: number, values: Record<string, number>) => {
      if (!metrics) {
        await folder.begin()
        metrics = await MetricsFiles.open(folder.path, files)
      }
      await metrics.note(step, values)
    }
    const lastStep = options.steps ?? resumed?.state.recipe.steps
    let result: TrainResult
    try {
      result = await trainModel({
        ...run.options,
        ...(options.adaln && { model: { model_type: ADAPTIVE } }),
        ...(lastStep !== undefined && { steps: lastStep }),
        episodes,
        datasets: run.data.map(nameOf),
        resume: resumed?.state,
        signal: io.signal,
        keepGoing: options['keep-going'],
        checkpointEvery: options['checkpoint-every'],
        onBackend({ backend, reason }) {
          line.say(`backend ${backend}: ${reason}`)
        },
        onDeviceLost: (message) => line.say(message),
        async onProgress({ step, steps, loss, gradNorm, learningRate, stepsPerSecond, remainingMs }) {
          curve.add(step, steps, loss)
          line.show(
            `step ${step} of ${steps}, loss ${loss.toFixed(5)}, ${stepsPerSecond.toFixed(2)} steps/s, ${duration(remainingMs)} left`,
          )
          await note(step, { loss, gradNorm, learningRate, stepsPerSecond })
        },
        ...(options['evaluate-every'] !== undefined && {
          evaluate: dialScore,
          evaluateEvery: options['evaluate-every'],
          patience: options.patience,
        }),
        async onEvaluation({ step, score, best }) {
          await note(step, { score })
          line.say(
            `step ${step}: error per episode ${percent(-score)} of the range${best ? ', the best so far' : ''}`,
          )
        },
        onCheckpoint: ({ checkpoint, state }) =>
          folder.save({ ...run, losses: curve.points }, checkpoint, state),
      })
    } catch (error) {
      throw error instanceof TrainingDiverged
        ? new InputError(`${error.message} with --lr, or add --keep-going`)
        : error
    } finally {
      line.end()
      await metrics?.flush()
    }
    if (result.step > (resumed?.state.step ?? 0))
      await folder.save({ ...run, losses: curve.points }, result.checkpoint, result.state)
    else if (!resumed) throw new ExitError(130, 'stopped before the first step')
    if (result.ended === 'aborted')
      throw new ExitError(
        130,
        `stopped at step ${result.step}; "gaitway train --resume --out ${options.out}" goes on from there`,
      )
    const { config, weights, gaitway } = result.best?.checkpoint ?? result.checkpoint
    if (!gaitway) throw new Error('the trainer made a model without gaitway.json')
    const parameters = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0)
    const card = formatModelCard({
      title: run.title ?? nameOf(options.out),
      config,
      gaitway,
      parameters,
      commands: [...commands, run.command],
      license: run.license,
    })
    await folder.finish(card, result.best?.checkpoint)
    const seconds = (Date.now() - startedAt) / 1000
    const json = {
      out: options.out,
      env: gaitway.envId,
      backend: result.backend,
      steps: result.step,
      ended: result.ended,
      ...(result.best && { best: { step: result.best.step, score: result.best.score } }),
      seconds,
      parameters,
      loss: {
        first: curve.points[0]?.loss ?? result.finalLoss,
        final: result.finalLoss,
        curve: curve.points,
      },
      learned: result.hasLearned ?? null,
      targetRange: gaitway.targetRange,
      conditioning: gaitway.conditioning,
      data: gaitway.data ?? null,
    }
    return {
      json,
      text: [
        `${options.out}: ${parameters} parameters, ${result.step} steps in ${duration(seconds * 1000)}`,
        `loss ${json.loss.first.toFixed(5)} → ${result.finalLoss.toFixed(5)}`,
        ...(result.hasLearned === false ? [NOT_LEARNED] : []),
        `skill 0 … 100 asks for returns of ${gaitway.targetRange.map((value) => Math.round(value)).join(' … ')}`,
        `next: gaitway calibrate --model ${options.out}, or gaitway evaluate --model ${options.out}`,
      ].join('\n'),
    }
  },
})

/** A resumed training keeps its settings: another batch size in the middle would be another training. */
function requireNoSettings(options: Readonly<Record<string, unknown>>): void {
  const own = new Set([
    'out',
    'steps',
    'resume',
    'force',
    'json',
    'debug',
    'help',
    'checkpoint-every',
    'evaluate-every',
    'patience',
    'keep-going',
  ])
  const given = Object.entries(options).find(
    ([name, value]) =>
      !own.has(name) &&
      value !== undefined &&
      value !== false &&
      !(Array.isArray(value) && value.length === 0),
  )
  if (given)
    throw new InputError(
      `--${given[0]} cannot change in a resumed training: leave it out, or begin again with --force`,
    )
}

/** A training with no step left may still wait to be put in place: where it was stopped at its very end. */
function requireWork(
  { state: { step, recipe }, isInPlace }: { state: TrainingState; isInPlace: boolean },
  steps?: number,
): void {
  const waits = !isInPlace && steps === undefined && step >= recipe.steps
  if (step >= (steps ?? recipe.steps) && !waits)
    throw new InputError(
      `--resume: ${step} steps are done, nothing is left; give --steps with a larger number to go further`,
    )
}

function nameOf(folder: string): string {
  return folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder
}
