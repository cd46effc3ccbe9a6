import type { DatasetSummary, ModelSummary } from '../../state/libraryStore.js'

export type Selection =
  | { kind: 'datasets'; id: string; entry: DatasetSummary }
  | { kind: 'models'; id: string; entry: ModelSummary }

/** What the address asks for, if it is there; else the first entry, so that the detail is never empty for nothing. */
export function selectEntry(
  params: Readonly<Record<string, string>>,
  datasets: readonly DatasetSummary[],
  models: readonly ModelSummary[],
): Selection | undefined {
  const dataset = datasets.find(({ id }) => id === params.dataset)
  if (dataset) return { kind: 'datasets', id: dataset.id, entry: dataset }
  const model = models.find(({ id }) => id === params.model)
  if (model) return { kind: 'models', id: model.id, entry: model }
  if (datasets[0]) return { kind: 'datasets', id: datasets[0].id, entry: datasets[0] }
  if (models[0]) return { kind: 'models', id: models[0].id, entry: models[0] }
  return undefined
}

/** The model whose Skill page the address asks for; one that cannot be used has none. */
export function skillOf(
  params: Readonly<Record<string, string>>,
  models: readonly ModelSummary[],
): ModelSummary | undefined {
  if (params.view !== 'skill') return undefined
  return models.find(({ id, error }) => id === params.model && error === undefined)
}
