import { useEffect } from 'preact/hooks'
import type { TrainingConfig } from '../../../host/window.js'
import { useApp } from '../../state/app.js'
import { SelectField, sentence, Spinner } from '../../ui/index.js'
import { backendName } from './backendName.js'

/** What computes; `auto` says what that comes to on this machine, and why. */
export function BackendField({
  config,
  onChange,
}: {
  config: TrainingConfig
  onChange: (part: Partial<TrainingConfig>) => void
}) {
  const { training } = useApp()
  const answer = training.backends.value[config.backend]
  useEffect(() => training.probe(config.backend), [config.backend])
  return (
    <SelectField
      label="Runs on"
      value={config.backend}
      options={[
        { value: 'auto', label: 'The best there is' },
        { value: 'webgpu', label: backendName.webgpu },
        { value: 'wasm', label: backendName.wasm },
        { value: 'cpu', label: backendName.cpu },
      ]}
      onChange={(backend) => onChange({ backend })}
      hint={answer ? answer.choice?.reason : <Spinner label="Looking at this machine…" />}
      error={answer?.problem && sentence(answer.problem)}
      testId="train-backend"
    />
  )
}
