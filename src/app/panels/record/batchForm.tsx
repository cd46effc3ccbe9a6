import { useState } from 'preact/hooks'
import { bodies, type BodyName } from '../../../game/index.js'
import { messageOf } from '../../../platform/index.js'
import { useApp } from '../../state/app.js'
import { Button, formatCounted, NumberField, SelectField, TextField } from '../../ui/index.js'
import {
  type BatchFields,
  batchOf,
  batchPolicies,
  batchProblems,
  firstFields,
  hasSkill,
  nextFields,
} from './batch.js'
import { SkillRange } from './skillRange.js'
import './batchForm.css'

/** Many episodes of a policy at once, without watching: a job of the host's. */
export function BatchForm({
  body,
  level,
}: {
  body: BodyName
  /** Id of the level, '' for flat ground. */
  level: string
}) {
  const { host, library } = useApp()
  const datasets = library.datasets.value
  const [fields, setFields] = useState(() => firstFields(body))
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const batch = batchOf(fields, body, datasets)
  const problems = batchProblems(batch, datasets)
  const ready = Object.keys(problems).length === 0
  const set = (change: Partial<BatchFields>) => setFields({ ...fields, ...change })
  const start = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await host.call('record.start', { envId: bodies[body].envId, level, ...batch })
      setFields(nextFields(fields))
    } catch (reason) {
      setError(messageOf(reason))
    }
    setBusy(false)
  }
  return (
    <form
      class="record-form"
      aria-label="Scripted batch"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready && !busy) void start()
      }}
    >
      <SelectField
        label="Policy"
        value={batch.policy}
        options={batchPolicies(body).map((name) => ({ value: name, label: name }))}
        onChange={(policy) => set({ policy })}
        testId="batch-policy"
      />
      <NumberField
        label="Episodes"
        value={fields.episodes}
        min={1}
        max={10_000}
        step={10}
        onInput={(episodes) => set({ episodes })}
        error={problems.episodes}
        testId="batch-episodes"
      />
      {hasSkill(batch) && <SkillRange skill={fields.skill} onChange={(skill) => set({ skill })} />}
      <Chances batch={fields} problems={problems} onChange={set} />
      <TextField
        label="New data set"
        value={batch.dataset}
        onInput={(dataset) => set({ dataset })}
        error={problems.dataset}
        testId="batch-dataset"
      />
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <Button
        look="primary"
        size="l"
        type="submit"
        icon="record"
        busy={busy}
        disabled={!ready}
        testId="batch-start"
      >
        {Number.isInteger(fields.episodes)
          ? `Record ${formatCounted(fields.episodes, 'episode')}`
          : 'Record episodes'}
      </Button>
    </form>
  )
}

/** What makes one episode differ from another. */
function Chances({
  batch: { noise, seed },
  problems,
  onChange,
}: {
  batch: Pick<BatchFields, 'noise' | 'seed'>
  problems: Partial<Record<'noise' | 'seed', string>>
  onChange: (change: Partial<BatchFields>) => void
}) {
  return (
    <div class="record-pair">
      <NumberField
        label="Noise"
        value={noise}
        min={0}
        max={1}
        step={0.05}
        onInput={(value) => onChange({ noise: value })}
        error={problems.noise}
        hint="On what is applied."
        testId="batch-noise"
      />
      <NumberField
        label="Seed"
        value={seed}
        min={0}
        step={1}
        onInput={(value) => onChange({ seed: value })}
        error={problems.seed}
        hint="The same seed, the same episodes."
        testId="batch-seed"
      />
    </div>
  )
}
