import { useEffect, useState } from 'preact/hooks'
import type { TrainingConfig } from '../../../host/contract.js'
import { useApp } from '../../state/app.js'
import { Button, Card, formatEnv, NumberField, Segmented, sentence, TextField } from '../../ui/index.js'
import { AdvancedFields } from './advancedFields.js'
import { BackendField } from './backendField.js'
import { roughly, trainingSeconds } from '../../state/training/cost.js'
import { DatasetPicker } from './datasetPicker.js'
import {
  configOf,
  configProblems,
  datasetsProblem,
  freeName,
  modelId,
  nameProblem,
  sizes,
  type SizeName,
} from './plan.js'

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

  const datasets = library.datasets.value
  // A dataset that was deleted in the meantime cannot stay chosen: nothing on the screen could take it back.
  const chosen = library.ready.value
    ? wished.filter((id) => datasets.some((dataset) => dataset.id === id))
    : wished
  const taken = library.models.value.map((model) => model.id)
  const envId = datasets.find((dataset) => chosen.includes(dataset.id))?.envId
  const typed = name ?? freeName(envId ? modelId(formatEnv(envId)) : 'model', taken)

  useEffect(() => void training.speeds.load(), [training])
  useEffect(() => {
    if (asked) setChosen(asked.split(','))
  }, [asked])

  const problems = configProblems(config)
  const wrongName = nameProblem(typed, taken)
  const wrongData = datasetsProblem(chosen, datasets)
  const backend = training.backends.value[config.backend]?.choice?.backend
  const speed = backend && training.speeds.known.value[backend]
  const estimate =
    speed && Object.keys(problems).length === 0 ? roughly(trainingSeconds(config, speed)) : undefined
  const ready = !wrongName && !wrongData && Object.keys(problems).length === 0
  const change = (part: Partial<TrainingConfig>) => {
    const shapeTouched = Object.keys(part).some((field) => field in sizes.small.shape)
    if (shapeTouched) setSize('custom')
    setConfig({ ...config, ...part })
  }

  async function start() {
    setTried(true)
    if (!ready) return
    setStarting(true)
    await training
      .start(chosen, modelId(typed), config)
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
      <Card title="Learn from" aside={chosen.length > 1 ? `${chosen.length} datasets together` : undefined}>
        <DatasetPicker chosen={chosen} onChange={setChosen} />
      </Card>
      <Card title="The model">
        <div class="train-fields">
          <TextField
            label="Name"
            value={typed}
            onInput={setName}
            error={tried || name !== undefined ? wrongName : undefined}
            hint={modelId(typed) === typed ? undefined : `Saved as ${modelId(typed)}`}
            testId="train-name"
          />
          <div>
            <Segmented
              label="Size"
              value={size}
              options={(Object.keys(sizes) as SizeName[]).map((value) => ({
                value,
                label: sizes[value].label,
                disabled: value === 'custom' && size !== 'custom',
                title: sizes[value].about,
              }))}
              onChange={(next) => {
                setSize(next)
                if (next !== 'custom') setConfig(configOf(next, config))
              }}
            />
            <p class="field-hint train-size-about">{sizes[size].about}</p>
          </div>
          <NumberField
            label="Steps"
            value={config.steps}
            min={1}
            max={1_000_000}
            step={100}
            onInput={(steps) => change({ steps })}
            error={problems.steps}
            hint={estimate && `${sentence(estimate)} on this machine, going by earlier trainings.`}
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
