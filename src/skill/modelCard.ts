import { stringify } from 'yaml'
import { type GaitwayMeta, isAdaptive, type ModelConfig, timestepsOf } from '../dt/index.js'
import { percent } from '../platform/index.js'
import type { Baseline } from './baselines.js'
import type { Calibration } from './calibration.js'
import type { Certificate } from './certify.js'
import type { DialFigures, TargetResult } from './figures.js'

export interface CardContents {
  title: string
  config: ModelConfig
  gaitway: GaitwayMeta
  parameters: number
  /** Command lines that made it, in order. */
  commands: readonly string[]
  license?: string
}

/** The model card, README.md: YAML that the Hub reads, what the model is, how it was made, how to use it. */
export function formatModelCard({
  title,
  config,
  gaitway,
  parameters,
  commands,
  license,
}: CardContents): string {
  const { data, contextLength, horizon, training } = gaitway
  const isOwn = isAdaptive(config)
  const yaml = stringify({
    ...(license && { license }),
    library_name: isOwn ? 'gaitway' : 'transformers',
    pipeline_tag: 'reinforcement-learning',
    tags: ['decision-transformer', 'reinforcement-learning', 'offline-rl', 'locomotion', 'gaitway'],
  })
  const sizes =
    `${parameters.toLocaleString('en')} parameters: hidden ${config.hidden_size}, ${config.n_layer} layers, ` +
    `${config.n_head} head${config.n_head === 1 ? '' : 's'}, context ${contextLength} steps`
  return `---
${yaml}---

# ${title}

A Decision Transformer for \`${gaitway.envId}\` whose return-to-go target is a skill dial: it plays as well as it is
asked to, ${formatRange(gaitway.targetRange)} over ${horizon} steps.

${sizes}. ${isOwn ? OWN_LAYOUT : HUGGING_FACE_LAYOUT}; \`gaitway.json\` holds what that leaves open:
normalisation, conditioning, the dial's calibration.

${conditioningWords(gaitway)}

## How it was made

${data ? `From ${data.episodes} episodes (${data.steps} steps) with returns of ${round(data.returns.min)} to ${round(data.returns.max)}, P5 ${round(data.returns.p5)}, P95 ${round(data.returns.p95)}.\n\n` : ''}\`\`\`
${commands.join('\n')}
\`\`\`

${training ? `${formatTraining(training)}\n\n` : ''}## Use

\`\`\`js
import { make } from 'gaitway'
import { SkillDial } from 'gaitway/skill'

const env = make('${gaitway.envId}')
const agent = await SkillDial.load('path/to/this/folder', { skill: 60 })
let [observation] = env.reset({ seed: 7 })
agent.reset()
for (let done = false; !done; ) {
  const action = agent.act(observation)
  const [next, reward, terminated, truncated] = env.step(action)
  agent.observe({ action, reward, terminated, truncated })
  observation = next
  done = terminated || truncated
}
\`\`\`
${isOwn ? '' : `\n${pythonUse(gaitway)}`}`
}

const HUGGING_FACE_LAYOUT = "The weights are Hugging Face's `DecisionTransformerModel`"
const OWN_LAYOUT =
  'The weights are **not in Hugging Face’s layout**: the return of a step also scales and shifts the norms of its ' +
  'tokens (AdaLN), by tensors that `DecisionTransformerModel` does not know. Gaitway alone plays this model'

function pythonUse(gaitway: GaitwayMeta): string {
  const words = pythonWords(gaitway)
  return `\`\`\`python
from transformers import DecisionTransformerModel
model = DecisionTransformerModel.from_pretrained("path/to/this/folder")
\`\`\`
${words && `\n${words}\n`}`
}

/** What goes where in Python: the return token of this mode is not the one of Hugging Face's examples. */
function pythonWords({ conditioning, contextLength }: GaitwayMeta): string {
  if (conditioning.mode !== 'mean-needed') return ''
  const { mean, std, clip } = conditioning
  const timesteps =
    timestepsOf(conditioning) === 'window'
      ? `with 0 … ${contextLength - 1}, counted from the start of the window`
      : 'with those of the episode'
  return (
    `Feed \`returns_to_go\` with (g − ${round(mean, 4)}) / ${round(std, 4)}, where g is the reward per step that is still needed, ` +
    `within ${round(clip[0], 3)} … ${round(clip[1], 3)}; \`timesteps\` ${timesteps}; ` +
    `states normalised by \`stateMean\` and \`stateStd\` of gaitway.json.`
  )
}

function conditioningWords({ conditioning }: GaitwayMeta): string {
  const token =
    conditioning.mode === 'classic'
      ? `Conditioning: classic. The return token is the return still wanted / ${conditioning.scale}`
      : 'Conditioning: mean needed. The return token is the mean reward that is still needed per step, standardised'
  const timesteps =
    timestepsOf(conditioning) === 'episode'
      ? 'timesteps are the episode’s.'
      : 'timesteps are relative to the window, so that play may last as long as one likes.'
  return `${token}; ${timesteps}`
}

function formatTraining(training: Record<string, unknown>): string {
  const rows = Object.entries(training).filter(
    ([, value]) => typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean',
  )
  return [
    '| training | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${String(value)} |`),
  ].join('\n')
}

/** The figures of an evaluation. */
export function formatEvaluation(results: readonly TargetResult[], command: string): string {
  return `## What it achieves\n\n\`${command}\`\n\n${resultRows(results)}`
}

export function formatCalibration(calibration: Calibration, command: string): string {
  const { prompted, median, achieved, lowerQuartile, upperQuartile, episodes } = calibration
  return [
    '## Calibration',
    '',
    `\`${command}\` (${episodes} episodes a prompt, seeds of their own)`,
    '',
    '| prompted | median achieved | fitted | quartiles |',
    '| --- | --- | --- | --- |',
    ...prompted.map(
      (value, i) =>
        `| ${round(value)} | ${round(median[i])} | ${round(achieved[i])} | ${round(lowerQuartile[i])} … ${round(upperQuartile[i])} |`,
    ),
  ].join('\n')
}

export function formatCertificate(
  { figures, promise, results, episodes }: Certificate,
  command: string,
  rivals: readonly Baseline[] = [],
): string {
  return [
    '## Certificate',
    '',
    `\`${command}\` (${results.length} targets × ${episodes} episodes, on seeds that neither training nor calibration has seen)`,
    '',
    '| | measured | promised |',
    '| --- | --- | --- |',
    `| nMAE of means | ${percent(figures.nmaeOfMeans, 2)} | ≤ ${percent(promise.nmaeOfMeans, 2)} |`,
    `| nMAE per episode | ${percent(figures.nmaePerEpisode, 2)} | ≤ ${percent(promise.nmaePerEpisode, 2)} |`,
    `| rank correlation | ${figures.rankCorrelation.toFixed(3)} | ≥ ${promise.rankCorrelation} |`,
    `| monotonicity violations | ${figures.monotonicityViolations} | ≤ ${promise.monotonicityViolations} |`,
    `| falls, worst target | ${percent(figures.falls, 2)} | ≤ ${percent(promise.falls, 2)} |`,
    '',
    resultRows(results),
    ...(rivals.length > 0 ? ['', baselineRows(figures, rivals)] : []),
  ].join('\n')
}

function baselineRows(own: DialFigures, rivals: readonly Baseline[]): string {
  return [
    'Beside it the scripted gait, made weaker in the usual ways, by the same protocol on the same seeds:',
    '',
    '| | nMAE of means | nMAE per episode | rank correlation | falls |',
    '| --- | --- | --- | --- | --- |',
    ...[{ name: 'this model', figures: own }, ...rivals].map(
      ({ name, figures }) =>
        `| ${name} | ${percent(figures.nmaeOfMeans, 2)} | ${percent(figures.nmaePerEpisode, 2)} | ${figures.rankCorrelation.toFixed(3)} | ${percent(figures.falls, 2)} |`,
    ),
  ].join('\n')
}

function resultRows(results: readonly TargetResult[]): string {
  return [
    '| target | mean | std | median | falls |',
    '| --- | --- | --- | --- | --- |',
    ...results.map(
      ({ target, mean, std, median, falls }) =>
        `| ${round(target)} | ${round(mean)} | ${round(std)} | ${round(median)} | ${Math.round(100 * falls)} % |`,
    ),
  ].join('\n')
}

function round(value: number, digits = 0): string {
  return String(Number(value.toFixed(digits)))
}

/** What the ends of a dial ask for, as it stands in a card. */
export function formatRange([low, high]: readonly [number, number]): string {
  return `from a return of ${round(low)} (skill 0) to ${round(high)} (skill 100)`
}
