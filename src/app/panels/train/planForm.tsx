import { useEffect, useState } from 'preact/hooks'
import type { TrainingConfig } from '../../../host/window.js'
import { useApp } from '../../state/app.js'
import { Button, Card, NumberField, TextField } from '../../ui/index.js'
import { AdvancedFields } from './advancedFields.js'
import { BackendField } from './backendField.js'
import { DatasetPicker } from './datasetPicker.js'
import { configOf, isOwnSize, planOf, type SizeName } from './plan.js'
import { SizeField } from './sizeField.js'
import { useEstimate } from './useEstimate.js'
import './planForm.css'

/** The form of a new training. */
export function PlanForm() {
  const { library, training, router, toasts } = useApp()
  const asked = router.route.value.params.data
  const [wished, setChosen] = useState<readonly string[]>(asked ? asked.split(',') : [])
  const [name, setName] = useState<string>()
  const [size, setSize] = useState<SizeName>('small')
  const [config, setConfig] = useState<TrainingConfig>(configOf('small'))
  const [tried, setTried] = useState(false)
  const [starting, setStarting] = useState(false)
  useEffect(() => {
    if (asked) setChosen(asked.split(','))
  }, [asked])
  const plan = planOf(
    { datasets: wished, name, config },
    { ready: library.ready.value, datasets: library.datasets.value, models: library.models.value },
  )
  const { datasets, model, problems, wrongName, wrongData, ready } = plan
  const estimate = useEstimate(config, problems)
  const change = (part: Partial<TrainingConfig>) => {
    if (isOwnSize(part)) setSize('custom')
    setConfig({ ...config, ...part })
  }

  async function start() {
    setTried(true)
    if (!ready) return
    setStarting(true)
    await training
      .start(datasets, model, config)
      .catch((error) => toasts.error('The training could not be started', error))
    setStarting(false)
  }

  return (
    <form
      class="train-plan"
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <Card
        title="Learn from"
        aside={datasets.length > 1 ? `${datasets.length} datasets together` : undefined}
      >
        <DatasetPicker chosen={datasets} onChange={setChosen} />
      </Card>
      <Card title="The model">
        <div class="train-fields">
          <TextField
            label="Name"
            value={plan.name}
            onInput={setName}
            error={tried || name !== undefined ? wrongName : undefined}
            hint={model === plan.name ? undefined : `Saved as ${model}`}
            testId="train-name"
          />
          <SizeField
            size={size}
            onChange={(next) => {
              setSize(next)
              if (next !== 'custom') setConfig(configOf(next, config))
            }}
          />
          <NumberField
            label="Steps"
            value={config.steps}
            min={1}
            max={1_000_000}
            step={100}
            onInput={(steps) => change({ steps })}
            error={problems.steps}
            hint={estimate}
            testId="train-steps"
          />
          <BackendField config={config} onChange={change} />
          <AdvancedFields config={config} problems={problems} onChange={change} />
          <Button look="primary" size="l" type="submit" icon="train" busy={starting} testId="train-start">
            Start training
          </Button>
          {tried && !ready && (
            <p class="field-error" role="alert">
              {wrongData ?? wrongName ?? 'One of the numbers cannot be used: see above.'}
            </p>
          )}
        </div>
      </Card>
    </form>
  )
}
