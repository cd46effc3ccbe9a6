import { useState } from 'preact/hooks'
import { bodies, type BodyName } from '../../../game/index.js'
import type { HostClient } from '../../../host/contract.js'
import { messageOf } from '../../../platform/errors.js'
import { policyNames } from '../../../policies/makePolicy.js'
import type { DatasetSummary } from '../../shell/libraryStore.js'
import { Button, formatCounted, NumberField, SelectField, Slider, TextField } from '../../ui/index.js'
import { type BatchForm as Fields, batchProblems, freeName } from './form.js'

/** Many episodes of a policy at once, without watching: a job of the host's. */
export function BatchForm({
  host,
  body,
  level,
  datasets,
}: {
  host: HostClient
  body: BodyName
  /** Id of the level, '' for flat ground. */
  level: string
  datasets: readonly DatasetSummary[]
}) {
  const { envId } = bodies[body]
  const policies = policyNames(envId).toSorted(
    (a, b) => Number(b.startsWith('scripted')) - Number(a.startsWith('scripted')),
  )
  const [fields, setFields] = useState<Omit<Fields, 'dataset'> & { dataset?: string }>({
    policy: policies[0],
    episodes: 50,
    skill: [0, 100],
    noise: 0.1,
    seed: 1,
  })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const policy = policies.includes(fields.policy) ? fields.policy : policies[0]
  const form: Fields = {
    ...fields,
    policy,
    dataset: fields.dataset ?? freeName(`${body}-demonstrations`, datasets),
  }
  const problems = batchProblems(form, datasets)
  const hasSkill = policy.startsWith('scripted')
  const set = (change: Partial<Fields>) => setFields({ ...fields, ...change })
  const start = async () => {
    setBusy(true)
    setError(undefined)
    try {
      const { episodes, skill, noise, seed, dataset } = form
      await host.call('record.start', { envId, policy, episodes, skill, noise, seed, level, dataset })
      setFields({ ...fields, dataset: undefined, seed: fields.seed + 1 })
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
        if (Object.keys(problems).length === 0 && !busy) void start()
      }}
    >
      <SelectField
        label="Policy"
        value={policy}
        options={policies.map((name) => ({ value: name, label: name }))}
        onChange={(chosen) => set({ policy: chosen })}
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
      {hasSkill && (
        <>
          <Slider
            label="Lowest skill"
            value={fields.skill[0]}
            min={0}
            max={100}
            tone="scripted"
            onInput={(low) => set({ skill: [low, Math.max(low, fields.skill[1])] })}
            testId="batch-skill-low"
          />
          <Slider
            label="Highest skill"
            value={fields.skill[1]}
            min={0}
            max={100}
            tone="scripted"
            onInput={(high) => set({ skill: [Math.min(high, fields.skill[0]), high] })}
            hint="Skills are spread evenly between the two: a dial is learned from runners of every kind."
            testId="batch-skill-high"
          />
        </>
      )}
      <div class="record-pair">
        <NumberField
          label="Noise"
          value={fields.noise}
          min={0}
          max={1}
          step={0.05}
          onInput={(noise) => set({ noise })}
          error={problems.noise}
          hint="On what is applied."
          testId="batch-noise"
        />
        <NumberField
          label="Seed"
          value={fields.seed}
          min={0}
          step={1}
          onInput={(seed) => set({ seed })}
          error={problems.seed}
          hint="The same seed, the same episodes."
          testId="batch-seed"
        />
      </div>
      <TextField
        label="New data set"
        value={form.dataset}
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
        disabled={Object.keys(problems).length > 0}
        testId="batch-start"
      >
        {Number.isInteger(fields.episodes)
          ? `Record ${formatCounted(fields.episodes, 'episode')}`
          : 'Record episodes'}
      </Button>
    </form>
  )
}
