import { bodies, type BodyName } from '../../../game/index.js'
import { policyNames } from '../../../policies/index.js'
import { freeName, nameProblem } from './form.js'

/** A batch as it is recorded. */
export interface Batch {
  policy: string
  episodes: number
  skill: [low: number, high: number]
  noise: number
  seed: number
  /** Name of the new data set. */
  dataset: string
}

/** What is set by hand; a name is suggested until one is typed. */
export type BatchFields = Omit<Batch, 'dataset'> & { dataset?: string }

export const firstFields = (body: BodyName): BatchFields => ({
  policy: batchPolicies(body)[0],
  episodes: 50,
  skill: [0, 100],
  noise: 0.1,
  seed: 1,
})

/** Policies that can play a batch by themselves, scripted ones first. */
export function batchPolicies(body: BodyName): string[] {
  return policyNames(bodies[body].envId).toSorted(
    (a, b) => Number(b.startsWith('scripted')) - Number(a.startsWith('scripted')),
  )
}

/** The batch that the fields describe. */
export function batchOf(fields: BatchFields, body: BodyName, datasets: readonly { id: string }[]): Batch {
  const policies = batchPolicies(body)
  return {
    ...fields,
    policy: policies.includes(fields.policy) ? fields.policy : policies[0],
    dataset: fields.dataset ?? freeName(`${body}-demonstrations`, datasets),
  }
}

/** The fields for another batch after this one: other episodes, under another name. */
export function nextFields(fields: BatchFields): BatchFields {
  return { ...fields, dataset: undefined, seed: fields.seed + 1 }
}

/** Skills with another lowest one: the highest is never below it. */
export function withLowest([, high]: Batch['skill'], low: number): Batch['skill'] {
  return [low, Math.max(low, high)]
}

export function withHighest([low]: Batch['skill'], high: number): Batch['skill'] {
  return [Math.min(high, low), high]
}

/** Whether the policy has a skill to set. */
export function hasSkill({ policy }: Pick<Batch, 'policy'>): boolean {
  return policy.startsWith('scripted')
}

/** What is wrong with each field of a batch; empty when it can start. */
export function batchProblems(
  batch: Batch,
  datasets: readonly { id: string }[],
): Partial<Record<keyof Batch, string>> {
  const problems: Partial<Record<keyof Batch, string>> = {}
  if (!whole(batch.episodes, 1, 10_000)) problems.episodes = 'A whole number from 1 to 10,000.'
  if (!(batch.noise >= 0 && batch.noise <= 1)) problems.noise = 'From 0 (none) to 1.'
  if (!whole(batch.seed, 0, 999_999_999)) problems.seed = 'A whole number from 0 to 999,999,999.'
  if (batch.skill[0] > batch.skill[1]) problems.skill = 'The lowest skill is above the highest.'
  const name = nameProblem(batch.dataset, datasets)
  if (name) problems.dataset = name
  return problems
}

function whole(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high
}
