import { InputError } from '../../platform/index.js'
import {
  calibrate as calibrateModel,
  DialCurve,
  type DialPromise,
  hasLostPromise,
  loadDialable,
  promiseOf,
  publishCalibration,
} from '../../skill/index.js'
import { showEvaluation } from '../evaluationReport.js'
import { journalOf, RESUMES } from '../measurement.js'
import { modelOptions } from '../modelOptions.js'
import { requireWritable, trySaving } from '../outputFile.js'
import { ProgressLine } from '../progress.js'
import { table } from '../table.js'
import { defineVerb } from '../verb.js'

export const calibrate = defineVerb({
  name: 'calibrate',
  summary: 'Measure a model’s dial and write the curve from wanted to prompted return into its gaitway.json.',
  options: {
    ...modelOptions,
    targets: { kind: 'integer', min: 2, max: 200, default: 13, help: 'prompts to measure' },
    beyond: {
      kind: 'number',
      min: 0,
      max: 1,
      default: 0.1,
      help: 'how far past both ends of the dial to prompt, as a share of its range',
    },
    range: {
      kind: 'numbers',
      count: 2,
      value: 'LOW,HIGH',
      help: 'returns that skill 0 and skill 100 ask for from now on, where the model is not steady at the ends of its data [as they are]',
    },
    promise: {
      kind: 'numbers',
      count: 4,
      min: 0,
      max: 1,
      value: 'MEANS,EPISODE,RANK,FALLS',
      help: 'what certify is to hold the model to: largest nMAE of means and per episode, least rank correlation, largest share of falls',
    },
  },
  examples: [
    'gaitway calibrate --model assets/models/cheetah',
    'gaitway calibrate --model DIR --targets 21 --episodes 16',
  ],
  notes: [
    'Medians of the achieved returns are fitted by isotonic regression; the model’s weights stay as they are. ' +
      'A promise that the model makes is kept. `gaitway certify` then judges the dial on other seeds.',
    RESUMES,
  ],
  async run({ options, io, command }) {
    const loaded = await loadDialable(options.model)
    const range = rangeOf(options.range) ?? loaded.gaitway.targetRange
    const checkpoint = { ...loaded, gaitway: { ...loaded.gaitway, targetRange: range } }
    const { gaitway } = loaded
    await requireWritable(options.model)
    const promise = givenPromise(options.promise) ?? promiseOf(gaitway.calibration)
    const line = new ProgressLine(io)
    if (!promise && hasLostPromise(gaitway.calibration))
      line.say(
        'no promise can be read from the damaged calibration, so certify will hold the model to its default; ' +
          '--promise makes another',
      )
    const journal = journalOf(options.model, line)
    try {
      const calibration = await calibrateModel({
        checkpoint,
        targets: options.targets,
        beyond: options.beyond,
        episodes: options.episodes ?? 8,
        seed: options.seed,
        parallel: options.parallel,
        promise,
        finished: journal,
        signal: io.signal,
        onProgress: showEvaluation(line),
      })
      line.end()
      const exitCode = await trySaving(async () => {
        await publishCalibration(options.model, gaitway, calibration, { command, range })
        await journal.remove()
      }, io)
      const curve = new DialCurve(range, calibration)
      const dial = [0, 25, 50, 75, 100].map((skill) => curve.ask(skill))
      return {
        json: { model: options.model, calibration, dial },
        text: [
          table(
            ['prompted', 'median', 'fitted', 'quartiles', 'falls'],
            calibration.prompted.map((prompted, i) => [
              Math.round(prompted),
              Math.round(calibration.median[i]),
              Math.round(calibration.achieved[i]),
              `${Math.round(calibration.lowerQuartile[i])} … ${Math.round(calibration.upperQuartile[i])}`,
              `${Math.round(100 * calibration.falls[i])} %`,
            ]),
          ),
          '',
          table(
            ['skill', 'wanted', 'prompted', 'zone'],
            dial.map(({ skill, targetReturn, promptedReturn, zone }) => [
              skill,
              Math.round(targetReturn),
              Math.round(promptedReturn),
              zone,
            ]),
          ),
          ...(exitCode === 0 ? ['', `wrote the curve into ${options.model}/gaitway.json`] : []),
        ].join('\n'),
        exitCode,
      }
    } finally {
      line.end()
    }
  },
})

function givenPromise(numbers: readonly number[] | undefined): DialPromise | undefined {
  if (!numbers) return undefined
  const [nmaeOfMeans, nmaePerEpisode, rankCorrelation, falls] = numbers
  return { nmaeOfMeans, nmaePerEpisode, rankCorrelation, falls, monotonicityViolations: 0 }
}

function rangeOf(range: readonly number[] | undefined): [number, number] | undefined {
  if (!range) return undefined
  const [low, high] = range
  if (!(low < high)) throw new InputError(`--range ${low},${high}: the second return must be the larger one`)
  return [low, high]
}
