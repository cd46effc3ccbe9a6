import type { TrainingConfig } from '../../../host/window.js'
import { Icon, NumberField, SelectField } from '../../ui/index.js'
import './advancedFields.css'

type Problems = Partial<Record<keyof TrainingConfig, string>>

/** What most people leave alone. Opens by itself when something in it is wrong. */
export function AdvancedFields({
  config,
  problems,
  onChange,
}: {
  config: TrainingConfig
  problems: Problems
  onChange: (part: Partial<TrainingConfig>) => void
}) {
  const number = (field: keyof TrainingConfig, label: string, step: number, hint?: string) => (
    <NumberField
      label={label}
      value={config[field] as number}
      step={step}
      hint={hint}
      error={problems[field]}
      onInput={(value) => onChange({ [field]: value })}
      testId={`train-${field}`}
    />
  )
  const wrong = Object.keys(problems).some((field) => field !== 'steps')
  return (
    <details class="train-advanced" open={wrong || undefined}>
      <summary>
        <Icon name="chevron" size={16} /> Advanced
      </summary>
      <div class="train-advanced-grid">
        {number('learningRate', 'Learning rate', 1e-4)}
        <SelectField
          label="Schedule"
          value={config.schedule}
          options={[
            { value: 'cosine', label: 'Cosine, down to zero' },
            { value: 'linear', label: 'Linear, down to zero' },
            { value: 'constant', label: 'Constant' },
          ]}
          onChange={(schedule) => onChange({ schedule })}
        />
        {number('contextLength', 'Context length', 1, 'Steps the model sees')}
        {number('batchSize', 'Batch size', 8)}
        {number('hiddenSize', 'Hidden size', 16)}
        {number('layers', 'Layers', 1)}
        {number('heads', 'Heads', 1)}
        {number('dropout', 'Dropout', 0.05)}
        {number('seed', 'Seed', 1)}
        <SelectField
          label="Return token"
          value={config.recipe === 'kzl' ? 'kzl' : 'gaitway'}
          options={[
            { value: 'gaitway', label: 'Reward needed' },
            { value: 'kzl', label: 'Return to go' },
          ]}
          hint={config.recipe === 'kzl' ? 'As published; the dial is less exact' : 'Makes the dial exact'}
          onChange={(recipe) => onChange({ recipe })}
        />
      </div>
    </details>
  )
}
