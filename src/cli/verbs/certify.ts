import { make } from '../../gym/index.js'
import { InputError, percent } from '../../platform/index.js'
import { NodeFiles } from '../../platform/node.js'
import { makePolicy } from '../../policies/index.js'
import {
  type Baseline,
  type BaselineOptions,
  baselines,
  type Certificate,
  CERTIFICATE_FILE,
  certificateJson,
  certify as certifyModel,
  formatCertificate,
  loadDialable,
  updateCard,
} from '../../skill/index.js'
import { readGround } from '../environments.js'
import { resultsTable, showEvaluation } from '../evaluationReport.js'
import { journalOf, RESUMES } from '../measurement.js'
import { levelOption, modelOptions } from '../modelOptions.js'
import { requireWritable, trySaving } from '../outputFile.js'
import { ProgressLine } from '../progress.js'
import { table } from '../table.js'
import { defineVerb } from '../verb.js'

export const certify = defineVerb({
  name: 'certify',
  summary: 'Judge a model’s dial on fresh seeds; exit 1 when it breaks its promise.',
  options: {
    ...modelOptions,
    ...levelOption,
    targets: { kind: 'integer', min: 2, max: 200, default: 7, help: 'levels from skill 0 to skill 100' },
    baselines: {
      kind: 'flag',
      help: 'judge the scripted gait too, made weaker in the usual ways: nearest stage, noise, scaled actions',
    },
    card: {
      kind: 'flag',
      help: 'write the certificate into the model’s README.md, and into certificate.json for the app',
    },
  },
  examples: [
    'gaitway certify --model assets/models/cheetah',
    'gaitway certify --model DIR --baselines --card',
    'gaitway certify --model DIR --seed 5 --json',
  ],
  notes: [
    'The promise stands in the model’s gaitway.json; a model without one is held to a mild default. ' +
      'The protocol is 7 targets × 20 episodes; --targets and --episodes make a shorter one.',
    RESUMES,
  ],
  async run({ options, io, command }) {
    if (options.card && options.level !== undefined)
      throw new InputError('--card keeps what the dial does on flat ground: leave --level out, or --card')
    const checkpoint = await loadDialable(options.model)
    if (options.card) await requireWritable(options.model)
    const { envId, horizon } = checkpoint.gaitway
    const policyAt = (skill: number) => makePolicy('scripted', { envId, skill })
    // A body without a gait is told before the judging, not after it.
    if (options.baselines) policyAt(100)
    const line = new ProgressLine(io)
    const { envOptions } = await readGround(options.level)
    const journal = journalOf(options.model, line)
    try {
      const certificate = await certifyModel({
        checkpoint,
        envOptions,
        targets: options.targets,
        episodes: options.episodes ?? 20,
        seed: options.seed,
        parallel: options.parallel,
        finished: journal,
        signal: io.signal,
        onProgress: showEvaluation(line),
      })
      const { figures, promise, broken } = certificate
      const rivals = options.baselines
        ? await judgeBaselines(certificate, {
            envOptions,
            horizon,
            policyAt,
            signal: io.signal,
            onProgress: ({ episodes, totalEpisodes }) =>
              line.show(`baselines: episode ${episodes} of ${totalEpisodes}`),
          })
        : undefined
      line.end()
      const failed = await trySaving(async () => {
        if (options.card) {
          const path = `${options.model}/${CERTIFICATE_FILE}`
          await new NodeFiles().writeAtomic(path, certificateJson({ ...certificate, baselines: rivals }))
          await updateCard(options.model, 'certificate', formatCertificate(certificate, command, rivals))
        }
        await journal.remove()
      }, io)
      const kept = broken.length === 0
      return {
        json: { model: options.model, kept, ...certificate, ...(rivals && { baselines: rivals }) },
        text: [
          resultsTable(certificate.results),
          '',
          `nMAE of means      ${percent(figures.nmaeOfMeans)} (promised ≤ ${percent(promise.nmaeOfMeans)})`,
          `nMAE per episode   ${percent(figures.nmaePerEpisode)} (≤ ${percent(promise.nmaePerEpisode)})`,
          `rank correlation   ${figures.rankCorrelation.toFixed(3)} (≥ ${promise.rankCorrelation})`,
          `not monotonic      ${figures.monotonicityViolations} (≤ ${promise.monotonicityViolations}), ` +
            `least confidence of a rise ${figures.monotonicityConfidence?.toFixed(3) ?? '–'}`,
          `separability       ${figures.separability.map((value) => value.toFixed(2)).join(' ')}`,
          `falls              ${percent(figures.falls)} (≤ ${percent(promise.falls)})`,
          ...(rivals ? ['', baselinesTable(certificate, rivals)] : []),
          '',
          kept ? 'The promise is kept.' : `The promise is broken: ${broken.join('; ')}.`,
        ].join('\n'),
        exitCode: failed || (kept ? 0 : 1),
      }
    } finally {
      line.end()
    }
  },
})

type Playing = Pick<BaselineOptions, 'policyAt' | 'signal' | 'onProgress'> & {
  envOptions?: Record<string, unknown>
  horizon: number
}

/** The same targets, on the same seeds, in the model's environment. */
async function judgeBaselines(
  { env: envId, range, results, episodes, seed }: Certificate,
  { envOptions, horizon, ...playing }: Playing,
): Promise<Baseline[]> {
  const env = make(envId, { ...envOptions, maxEpisodeSteps: horizon })
  try {
    return await baselines({ env, range, targets: results.length, episodes, seed, ...playing })
  } finally {
    env.close()
  }
}

function baselinesTable({ figures }: Certificate, rivals: readonly Baseline[]): string {
  const rows = [{ name: 'this model', figures }, ...rivals].map(({ name, figures: of }) => [
    name,
    percent(of.nmaeOfMeans),
    percent(of.nmaePerEpisode),
    of.rankCorrelation.toFixed(3),
    percent(of.falls),
  ])
  return table(['', 'nMAE of means', 'per episode', 'rank', 'falls'], rows)
}
