import { stringify } from 'yaml'
import type { DatasetMeta } from './meta.js'
import type { Histogram } from './statistics.js'

const BEGIN = '<!-- figures: written by gaitway, edits between these lines are lost -->'
const END = '<!-- end of figures -->'

/**
 * The dataset card, README.md: YAML that the Hub's viewer reads, then words, then figures. Of a card that is there
 * already only the figures are replaced: what a person wrote around them stays.
 */
export function formatCard(meta: DatasetMeta, before?: string): string {
  const figures = `${BEGIN}\n\n${formatFigures(meta)}\n${END}`
  const [begin, end] = [before?.indexOf(BEGIN) ?? -1, before?.indexOf(END) ?? -1]
  if (before !== undefined && begin >= 0 && end > begin)
    return before.slice(0, begin) + figures + before.slice(end + END.length)
  return `---\n${formatYaml(meta)}---\n\n${formatWords(meta)}\n${figures}\n`
}

function formatYaml({ title, license, statistics: { episodes } }: DatasetMeta): string {
  return stringify({
    pretty_name: title,
    ...(license && { license }),
    task_categories: ['reinforcement-learning'],
    tags: ['reinforcement-learning', 'offline-rl', 'decision-transformer', 'locomotion', 'gaitway'],
    size_categories: [sizeCategory(episodes)],
    configs: [{ config_name: 'default', data_files: [{ split: 'train', path: 'data/train-*.parquet' }] }],
  })
}

/** The Hub's names for a number of rows. */
function sizeCategory(rows: number): string {
  const steps: [number, string][] = [
    [1e3, 'n<1K'],
    [1e4, '1K<n<10K'],
    [1e5, '10K<n<100K'],
    [1e6, '100K<n<1M'],
  ]
  return steps.find(([limit]) => rows < limit)?.[1] ?? '1M<n<10M'
}

function formatWords(meta: DatasetMeta): string {
  const env = meta.env.id === '' ? 'an environment that the data does not name' : `\`${meta.env.id}\``
  return `# ${meta.title}

${meta.description ?? `Demonstrations of ${env}: a row is one episode.`}

Every row holds \`observations\` (T × ${meta.observationSize}), \`actions\` (T × ${meta.actionSize}), \`rewards\` (T) and \`dones\` (T), float32, in the
layout that Decision Transformer code reads, and beside them who acted (\`controller\`), the \`return\`, and the
\`seed\` from which the simulation repeats the episode exactly. \`applied_actions\` are there where the simulation got
something else than the action to be learned (noise, assistance). \`meta.json\` holds the state mean and deviation.

\`\`\`python
from datasets import load_dataset
episodes = load_dataset("OWNER/NAME", split="train")
\`\`\`

\`\`\`js
import { NodeFiles } from 'gaitway'
import { Dataset } from 'gaitway/data'
const dataset = await Dataset.open('path/to/this/folder', new NodeFiles())
\`\`\`
${meta.command ? `\nMade by:\n\n\`\`\`\n${meta.command}\n\`\`\`\n` : ''}`
}

function formatFigures({ env, statistics, engine }: DatasetMeta): string {
  const { episodes, steps, returns, lengths, controllers } = statistics
  const row = (name: string, d: Omit<typeof lengths, 'histogram'>) =>
    `| ${[name, ...[d.mean, d.std, d.min, d.p5, d.p50, d.p95, d.max].map(round)].join(' | ')} |`
  const versions = Object.entries(engine).map(([name, version]) => `${name} ${version}`)
  return `${episodes} episodes, ${steps} steps${env.id && ` of \`${env.id}\``}${versions.length > 0 ? `, simulated by ${versions.join(', ')}` : ''}.

| | mean | std | min | P5 | median | P95 | max |
| --- | --- | --- | --- | --- | --- | --- | --- |
${row('return', returns)}
${row('length', lengths)}

| controller | episodes |
| --- | --- |
${Object.entries(controllers)
  .map(([name, count]) => `| \`${name}\` | ${count} |`)
  .join('\n')}

Returns:

\`\`\`
${formatHistogram(returns.histogram)}
\`\`\`
`
}

/** Bars of text, one line a bin; a bin with any episode shows at least one mark. */
export function formatHistogram({ edges, counts }: Histogram): string {
  const most = Math.max(...counts)
  const labels = counts.map((_, i) => `${round(edges[i])} to ${round(edges[i + 1])}`)
  const width = Math.max(...labels.map((label) => label.length))
  return counts
    .map((count, i) => {
      const bar = '█'.repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * 40)))
      return `${labels[i].padStart(width)} │${bar}${count === 0 ? '' : ` ${count}`}`
    })
    .join('\n')
}

function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return String(Number(value.toFixed(digits)))
}
