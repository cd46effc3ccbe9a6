import {
  dialFigures,
  evaluate as evaluateModel,
  evenTargets,
  formatEvaluation,
  loadDialable,
  updateCard,
} from '../../skill/index.js'
import { readGround } from '../environments.js'
import { lastingTable, resultsTable, showEvaluation } from '../evaluationReport.js'
import { journalOf, RESUMES } from '../measurement.js'
import { levelOption, modelOptions } from '../modelOptions.js'
import { requireWritable, trySaving } from '../outputFile.js'
import { ProgressLine } from '../progress.js'
import { percent } from '../../platform/index.js'
import { defineVerb } from '../verb.js'

export const evaluate = defineVerb({
  name: 'evaluate',
  summary: 'Ask a model for returns and measure what it achieves.',
  options: {
    ...modelOptions,
    ...levelOption,
    horizon: {
      kind: 'integer',
      min: 1,
      max: 1_000_000,
      help: 'steps of an episode; targets stay returns of a training episode [as in training]',
    },
    targets: {
      kind: 'numbers',
      help: 'returns to ask for; default: five, evenly from skill 0 to skill 100',
    },
    env: { kind: 'text', value: 'ID', help: 'environment to play in; default: the one of training' },
    control: {
      kind: 'choice',
      choices: ['feedback', 'hold', 'pi'],
      help: 'how the return token is kept up during an episode; default: what gaitway.json says',
    },
    card: { kind: 'flag', help: 'write the figures into the model’s README.md' },
    raw: { kind: 'flag', help: 'give targets to the model as they are, past its calibration' },
  },
  examples: [
    'gaitway evaluate --model assets/models/cheetah',
    'gaitway evaluate --model assets/models/cheetah --horizon 3000',
    'gaitway evaluate --model DIR --targets 1000,2000,3000 --episodes 20 --seed 7 --json',
  ],
  notes: [
    'The result does not depend on the number of threads. falls: share of the episodes that ended early; ' +
      'spread: between the quartiles; prompted: the return that the model was told, after calibration.',
    RESUMES,
  ],
  async run({ options, io, command }) {
    const checkpoint = await loadDialable(options.model)
    if (options.card) await requireWritable(options.model)
    const { targetRange, horizon } = checkpoint.gaitway
    const hasWidth = targetRange[0] < targetRange[1]
    const line = new ProgressLine(io)
    const { envOptions } = await readGround(options.level)
    const journal = journalOf(options.model, line)
    try {
      const { env, results } = await evaluateModel({
        checkpoint,
        targets: options.targets ?? evenTargets(targetRange, hasWidth ? 5 : 1),
        envId: options.env,
        envOptions,
        episodes: options.episodes ?? 8,
        seed: options.seed,
        horizon: options.horizon,
        control: options.control,
        calibrated: !options.raw,
        parallel: options.parallel,
        finished: journal,
        signal: io.signal,
        onProgress: showEvaluation(line),
      })
      line.end()
      const exitCode = await trySaving(async () => {
        if (options.card) await updateCard(options.model, 'evaluation', formatEvaluation(results, command))
        await journal.remove()
      }, io)
      const sorted = results.toSorted((a, b) => a.target - b.target)
      // Figures compare returns with targets, and those are meant over the steps of a training episode.
      const isComparable = (options.horizon ?? horizon) === horizon
      const figures =
        sorted.length > 1 && isComparable && hasWidth ? dialFigures(sorted, targetRange) : undefined
      return {
        json: { env, results, ...(figures && { range: targetRange, figures }) },
        text: [
          `${env}, ${options.episodes ?? 8} episodes a target`,
          resultsTable(results),
          ...(hasWidth ? lastingTable(results, targetRange) : []),
          ...(figures
            ? [
                '',
                `nMAE of means ${percent(figures.nmaeOfMeans)}, per episode ${percent(figures.nmaePerEpisode)}, ` +
                  `rank correlation ${figures.rankCorrelation.toFixed(3)}, ` +
                  `${figures.monotonicityViolations} violations of monotonicity`,
              ]
            : []),
        ].join('\n'),
        exitCode,
      }
    } finally {
      line.end()
    }
  },
})
