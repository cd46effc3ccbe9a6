import type { SchemeDescription } from '../../../policies/index.js'
import type { ModelSummary } from '../../state/libraryStore.js'
import { dialOf } from '../../simulation/dials.js'
import { Button, Segmented, SelectField, Slider } from '../../ui/index.js'
import { AskLine } from '../../scene/askLine.js'
import type { Actor, LiveForm as Fields } from './form.js'

/** Who acts in the next episode. */
export function LiveForm({
  fields,
  schemes,
  models,
  hasGait,
  onChange,
  onStart,
}: {
  fields: Fields
  schemes: readonly SchemeDescription[]
  /** Sound models of the body. */
  models: readonly ModelSummary[]
  hasGait: boolean
  onChange: (fields: Fields) => void
  onStart: () => void
}) {
  const { actor, scheme, model, skill } = fields
  const chosen = models.find(({ id }) => id === model)
  const possible = { human: schemes.length > 0, scripted: hasGait, model: models.length > 0 }
  return (
    <form
      class="record-form"
      aria-label="Live recording"
      onSubmit={(event) => {
        event.preventDefault()
        if (possible[actor]) onStart()
      }}
    >
      <Segmented<Actor>
        label="Who acts"
        value={actor}
        options={[
          { value: 'human', label: 'You', disabled: !possible.human },
          { value: 'scripted', label: 'Scripted gait', disabled: !possible.scripted },
          { value: 'model', label: 'Trained model', disabled: !possible.model },
        ]}
        onChange={(value) => onChange({ ...fields, actor: value })}
      />
      {actor === 'human' && (
        <>
          <Segmented
            label="How you steer"
            value={scheme}
            options={schemes.map(({ name, title, hint }) => ({ value: name, label: title, title: hint }))}
            onChange={(value) => onChange({ ...fields, scheme: value })}
          />
          <p class="field-hint">{schemes.find(({ name }) => name === scheme)?.hint}</p>
        </>
      )}
      {actor === 'model' && (
        <SelectField
          label="Model"
          value={model}
          options={models.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(value) => onChange({ ...fields, model: value })}
          testId="record-model"
        />
      )}
      {actor !== 'human' && (
        <Slider
          label="Skill"
          value={skill}
          min={0}
          max={100}
          tone={actor === 'model' ? 'agent' : 'scripted'}
          onInput={(value) => onChange({ ...fields, skill: value })}
          hint={
            actor === 'model' && chosen ? <AskLine curve={dialOf(chosen).value} skill={skill} /> : undefined
          }
          testId="record-skill"
        />
      )}
      <Button
        look="primary"
        size="l"
        icon="record"
        type="submit"
        disabled={!possible[actor]}
        testId="record-start"
      >
        Record an episode
      </Button>
    </form>
  )
}
