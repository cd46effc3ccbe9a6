import { certify as certifyModel } from '../../skill/index.js'
import { formatCertificate } from '../../skill/modelCard.js'
import { updateCard } from '../../skill/modelFolder.js'
import { readGround } from '../environments.js'
import { resultsTable, showEvaluation } from '../evaluationReport.js'
import { modelOptions } from '../modelOptions.js'
import { ProgressLine } from '../progress.js'
import { percent } from '../table.js'
import { defineVerb } from '../verb.js'

export const certify = defineVerb({
  name: 'certify',
  summary: 'Judge a model’s dial on fresh seeds; exit 1 when it breaks its promise.',
  options: {
    ...modelOptions,
    targets: { kind: 'integer', min: 2, max: 200, default: 7, help: 'levels from skill 0 to skill 100' },
    card: { kind: 'flag', help: 'write the certificate into the model’s README.md' },
  },
  examples: ['gaitway certify --model assets/models/cheetah', 'gaitway certify --model DIR --seed 5 --json'],
  notes: [
    'The promise stands in the model’s gaitway.json; a model without one is held to a mild default. ' +
      'The protocol is 7 targets × 20 episodes; --targets and --episodes make a shorter one.',
  ],
  async run({ options, io, command }) {
    const line = new ProgressLine(io)
    const { envOptions } = await readGround(options.level)
    try {
      const certificate = await certifyModel({
        model: options.model,
        envOptions,
        targets: options.targets,
        episodes: options.episodes ?? 20,
        seed: options.seed,
        horizon: options.horizon,
        parallel: options.parallel,
        signal: io.signal,
        onProgress: showEvaluation(line),
      })
      const { figures, promise, broken } = certificate
      if (options.card)
        await updateCard(options.model, 'certificate', formatCertificate(certificate, command))
      const kept = broken.length === 0
      return {
        json: { model: options.model, kept, ...certificate },
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
          '',
          kept ? 'The promise is kept.' : `The promise is broken: ${broken.join('; ')}.`,
        ].join('\n'),
        exitCode: kept ? 0 : 1,
      }
    } finally {
      line.end()
    }
  },
})
