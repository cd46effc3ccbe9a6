import type { Generator } from '../../../src/gym/index.js'
import type { HostProcess } from './hostProcess.js'

export const observationSize = 17
const actionSize = 6

/** Steps as a window sends them; the first number of each observation counts, so that none can be mistaken. */
export function stepsFrom(firstStep: number, count: number) {
  const observations = Array.from({ length: count * observationSize }, (_, i) =>
    i % observationSize === 0 ? firstStep + i / observationSize : 0.25,
  )
  return {
    firstStep,
    observations,
    actions: Array.from({ length: count * actionSize }, () => 0.5),
    rewards: Array.from({ length: count }, () => 1),
  }
}

export async function begin(host: HostProcess, seed: number): Promise<string> {
  const { recordingId } = await host.call('recording.begin', {
    envId: 'Gaitway/HalfCheetah-v0',
    envOptions: {},
    level: '',
    controller: 'human',
    seed,
  })
  return recordingId
}

/**
 * Sends steps until the host no longer answers, or `most` of them are acknowledged; how many were.
 * What made it end other than death is thrown.
 */
export async function sendSteps(
  host: HostProcess,
  recordingId: string,
  random: Generator,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  let acknowledged = 0
  while (acknowledged < most) {
    const count = Math.min(most - acknowledged, 1 + random.integer(20))
    try {
      const { steps } = await host.call('recording.append', {
        recordingId,
        ...stepsFrom(acknowledged, count),
      })
      acknowledged = steps
    } catch (error) {
      if (host.alive && !/does not answer/.test(String(error))) throw error
      break
    }
  }
  return acknowledged
}

/** A recording that has ended and waits to be saved. */
export async function recordWhole(host: HostProcess, random: Generator, length: number): Promise<string> {
  const recordingId = await begin(host, random.integer(1000))
  await sendSteps(host, recordingId, random, length)
  const finalObservation = Array.from({ length: observationSize }, () => 0)
  await host.call('recording.end', { recordingId, terminated: false, truncated: true, finalObservation })
  return recordingId
}

/** Of a stored or pending run: whether its observations are those that were sent, from the first on. */
export function isWhatWasSent(observations: readonly number[]): boolean {
  for (let step = 0; step * observationSize < observations.length; step++)
    if (observations[step * observationSize] !== step) return false
  return true
}
