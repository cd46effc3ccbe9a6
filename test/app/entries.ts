import type { DatasetSummary, Job, ModelSummary } from '../../src/host/contract.js'

export function dataset(id: string, change: Partial<DatasetSummary> = {}): DatasetSummary {
  return {
    id,
    title: id,
    shipped: false,
    bytes: 1000,
    createdAt: 0,
    envId: 'Gaitway/HalfCheetah-v0',
    episodes: 3,
    steps: 3000,
    controllers: ['scripted:cheetah'],
    returns: { mean: 20, min: 10, max: 30, p5: 11, p95: 29 },
    histogram: { edges: [10, 20, 30], counts: [1, 2] },
    ...change,
  }
}

export function model(id: string, change: Partial<ModelSummary> = {}): ModelSummary {
  return {
    id,
    title: id,
    shipped: false,
    bytes: 1000,
    createdAt: 0,
    envId: 'Gaitway/HalfCheetah-v0',
    datasets: ['runs'],
    trainedSteps: 100,
    parameters: 1000,
    finalLoss: 0.1,
    targetRange: [10, 30],
    dialAt: 0,
    certified: false,
    ...change,
  }
}

export function job(id: string, change: Partial<Job> = {}): Job {
  return {
    id,
    kind: 'train',
    title: `Train ${id}`,
    state: 'running',
    progress: 0,
    message: '',
    startedAt: 0,
    ...change,
  }
}
