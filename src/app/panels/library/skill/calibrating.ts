import type { Job } from '../../../state/jobsStore.js'

/** The calibration of this model that was started last. */
export function lastCalibration(jobs: readonly Job[], model: string): Job | undefined {
  return jobs
    .filter(({ kind, subject }) => kind === 'calibrate' && subject === model)
    .toSorted((a, b) => b.startedAt - a.startedAt)[0]
}

/** The name, or the first with a number behind it that no entry has. */
export function freeName(name: string, taken: readonly { id: string }[]): string {
  const ids = new Set(taken.map(({ id }) => id))
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`
    if (!ids.has(candidate)) return candidate
  }
}
