import { useEffect } from 'preact/hooks'
import type { TrainingConfig } from '../../../host/window.js'
import { useApp } from '../../state/app.js'
import { roughly, trainingSeconds } from '../../state/training/cost.js'
import { sentence } from '../../ui/index.js'

/** How long a training is going to take here, in words; undefined where no earlier one tells, or the config is wrong. */
export function useEstimate(
  config: TrainingConfig,
  problems: Partial<Record<keyof TrainingConfig, string>>,
): string | undefined {
  const { training } = useApp()
  useEffect(() => void training.speeds.load(), [training])
  const backend = training.backends.value[config.backend]?.choice?.backend
  const speed = backend && training.speeds.known.value[backend]
  if (!speed || Object.keys(problems).length > 0) return undefined
  return `${sentence(roughly(trainingSeconds(config, speed)))} on this machine, going by earlier trainings.`
}
