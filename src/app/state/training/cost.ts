import type { TrainingConfig } from '../../../host/window.js'

type Shape = Pick<TrainingConfig, 'batchSize' | 'contextLength' | 'hiddenSize' | 'layers'>

/**
 * Floating-point operations of one optimizer step, about: 6 for every weight of a block and token (two forward, four
 * backward; Kaplan et al. 2020, section 2.1), and the attention between 3 tokens a step of context.
 */
export function operationsPerStep({ batchSize, contextLength, hiddenSize, layers }: Shape): number {
  const tokens = 3 * contextLength
  const weights = 12 * hiddenSize ** 2 * layers
  return batchSize * (6 * weights * tokens + 12 * layers * hiddenSize * tokens ** 2)
}

/** How long a training takes, in seconds, where a machine manages so many operations a second. */
export function trainingSeconds(config: Shape & { steps: number }, operationsPerSecond: number): number {
  return (config.steps * operationsPerStep(config)) / operationsPerSecond
}

/** "under a minute", "about 4 minutes", "about 2 hours": as exact as an estimate may sound. */
export function roughly(seconds: number): string {
  if (seconds < 50) return 'under a minute'
  const minutes = Math.round(seconds / 60)
  if (minutes < 55) return minutes === 1 ? 'about a minute' : `about ${minutes} minutes`
  const hours = Math.round(seconds / 3600)
  if (hours < 48) return hours === 1 ? 'about an hour' : `about ${hours} hours`
  return `about ${Math.round(hours / 24)} days`
}
