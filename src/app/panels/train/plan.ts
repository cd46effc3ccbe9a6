import * as v from 'valibot'
import { presets, type Recipe } from '../../../dt/index.js'
import { Id, TrainingConfig } from '../../../host/window.js'
import { formatEnv } from '../../ui/index.js'
import type { DatasetSummary } from '../../state/libraryStore.js'

// Neither depends on how many episodes there are.
const [shipped, published] = [presets.gaitway(0), presets.kzl(0)]

function shapeOf({ contextLength, hiddenSize, layers, heads, batchSize }: Recipe) {
  return { contextLength, hiddenSize, layers, heads, batchSize }
}

function paceOf({ steps, learningRate, schedule, dropout }: Recipe) {
  return { steps, learningRate, schedule, dropout }
}

export const sizes = {
  small: {
    label: 'Small',
    about: 'Quick on any machine; good for a first look.',
    shape: { contextLength: 10, hiddenSize: 64, layers: 2, heads: 1, batchSize: 32 },
  },
  medium: {
    label: 'Medium',
    about: 'The size of the models that come with Gaitway.',
    shape: shapeOf(shipped),
  },
  paper: {
    label: 'Paper',
    about: 'As published by Chen et al. (2021): 100,000 steps. Wants a graphics card, or patience.',
    shape: shapeOf(published),
  },
  custom: { label: 'Custom', about: 'Your own sizes, below.', shape: {} },
} as const satisfies Record<string, { label: string; about: string; shape: Partial<TrainingConfig> }>
export type SizeName = keyof typeof sizes

const pace: Record<Exclude<SizeName, 'custom'>, Partial<TrainingConfig>> = {
  small: { recipe: 'gaitway', steps: 1000, learningRate: 1e-3, schedule: 'cosine', dropout: 0.1 },
  medium: { recipe: 'gaitway', ...paceOf(shipped) },
  paper: { recipe: 'kzl', ...paceOf(published) },
}

const seedless = { seed: 1, backend: 'auto' } as const

export function configOf(size: Exclude<SizeName, 'custom'>, previous?: TrainingConfig): TrainingConfig {
  const { seed, backend } = previous ?? seedless
  return { ...sizes[size].shape, ...pace[size], seed, backend } as TrainingConfig
}

/** The folder that a typed name becomes: small letters, digits, dots, dashes and underscores. */
export function modelId(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[-._]+$/g, '')
    .slice(0, 64)
}

/** What is wrong with a name, in words; undefined when it can be used. */
export function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name.trim() === '') return 'Give the model a name.'
  const id = modelId(name)
  if (!v.is(Id, id)) return 'Use letters or digits: the name becomes a folder.'
  if (taken.includes(id)) return `There is already a model called ${id}. Choose another name.`
  return undefined
}

/** `base-1`, `base-2`, … : the first that is free. */
export function freeName(base: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) if (!taken.includes(`${base}-${n}`)) return `${base}-${n}`
}

/** The problems of a config by field. */
export function configProblems(config: TrainingConfig): Partial<Record<keyof TrainingConfig, string>> {
  const problems: Partial<Record<keyof TrainingConfig, string>> = {}
  const checked = v.safeParse(TrainingConfig, config)
  for (const issue of checked.issues ?? []) {
    const field = v.getDotPath(issue) as keyof TrainingConfig
    problems[field] ??= inWords(issue)
  }
  if (!problems.hiddenSize && !problems.heads && config.hiddenSize % config.heads !== 0) {
    problems.heads = `${config.hiddenSize} does not divide by ${config.heads} heads.`
  }
  return problems
}

function inWords(issue: v.BaseIssue<unknown>): string {
  const requirement = 'requirement' in issue ? String(issue.requirement) : ''
  switch (issue.type) {
    case 'min_value':
      return `At least ${requirement}.`
    case 'gt_value':
      return `More than ${requirement}.`
    case 'max_value':
      return `At most ${requirement}.`
    case 'integer':
      return 'A whole number.'
    default:
      return 'A number.'
  }
}

/** Why the chosen datasets cannot be trained on together; undefined when they can. */
export function datasetsProblem(
  chosen: readonly string[],
  datasets: readonly DatasetSummary[],
): string | undefined {
  if (chosen.length === 0) return 'Choose at least one dataset.'
  const found = chosen.map((id) => datasets.find((dataset) => dataset.id === id))
  const missing = chosen.find((_, index) => !found[index])
  if (missing !== undefined) return `The dataset ${missing} is no longer in the library.`
  const broken = found.find((dataset) => dataset!.error)
  if (broken) return `${broken.title} cannot be read: ${broken.error}`
  const other = found.find((dataset) => dataset!.envId !== found[0]!.envId)
  if (other) return `${other.title} is of another body than ${found[0]!.title}; a model learns one body.`
  return undefined
}

/** What was set in the form. */
export interface PlanWishes {
  datasets: readonly string[]
  /** As typed; undefined until something is. */
  name?: string
  config: TrainingConfig
}

/** A training as it would be started, and what stands in its way. */
export interface Plan {
  /** Ids of the demonstrations. */
  datasets: readonly string[]
  /** As it is shown; `model` is the folder's name that it becomes. */
  name: string
  model: string
  problems: Partial<Record<keyof TrainingConfig, string>>
  wrongName?: string
  wrongData?: string
  ready: boolean
}

/** The plan that the wishes come to in this library. */
export function planOf(
  wishes: PlanWishes,
  library: {
    ready: boolean
    datasets: readonly DatasetSummary[]
    models: readonly { id: string }[]
  },
): Plan {
  const { config } = wishes
  // A dataset that was deleted in the meantime cannot stay chosen: nothing on the screen could take it back.
  const datasets = library.ready
    ? wishes.datasets.filter((id) => library.datasets.some((dataset) => dataset.id === id))
    : wishes.datasets
  const taken = library.models.map(({ id }) => id)
  const envId = library.datasets.find(({ id }) => datasets.includes(id))?.envId
  const name = wishes.name ?? freeName(envId ? modelId(formatEnv(envId)) : 'model', taken)
  const problems = configProblems(config)
  const wrongName = nameProblem(name, taken)
  const wrongData = datasetsProblem(datasets, library.datasets)
  const ready = !wrongName && !wrongData && Object.keys(problems).length === 0
  return { datasets, name, model: modelId(name), problems, wrongName, wrongData, ready }
}

/** Whether a change of the config makes its size one of the user's own. */
export function isOwnSize(change: Partial<TrainingConfig>): boolean {
  return Object.keys(change).some((field) => field in sizes.small.shape)
}
