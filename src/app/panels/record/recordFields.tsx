import { bodies } from '../../../game/index.js'
import type { ModelSummary } from '../../state/libraryStore.js'
import { Segmented, SelectField } from '../../ui/index.js'
import { BatchForm } from './batchForm.js'
import { batchLevel, type Choices, levelHint, type Wishes } from './choices.js'
import { LiveForm } from './liveForm.js'
import './recordFields.css'

/** What to record: with which body, on which level, and then one episode live or many at once. */
export function RecordFields({
  mode,
  choices,
  onMode,
  onWishes,
  onStart,
}: {
  mode: 'live' | 'batch'
  choices: Choices<ModelSummary>
  onMode: (mode: 'live' | 'batch') => void
  onWishes: (change: Partial<Wishes>) => void
  /** Begins a live recording. */
  onStart: () => void
}) {
  const { drivable, body, levels, chosen } = choices
  return (
    <div class="record-fields">
      <Segmented
        label="What to record"
        hideLabel
        value={mode}
        options={[
          { value: 'live', label: 'One, live' },
          { value: 'batch', label: 'A batch' },
        ]}
        onChange={onMode}
      />
      {drivable.length > 1 && (
        <Segmented
          label="Body"
          value={body}
          options={drivable.map((value) => ({ value, label: bodies[value].title }))}
          onChange={(wanted) => onWishes({ body: wanted })}
        />
      )}
      <SelectField
        label="Level"
        value={chosen?.id ?? ''}
        options={levels.map(({ id, level }) => ({ value: id, label: level.name }))}
        onChange={(level) => onWishes({ level })}
        hint={levelHint(chosen?.level)}
        testId="record-level"
      />
      {mode === 'live' ? (
        <LiveForm
          fields={choices.live}
          schemes={choices.schemes}
          models={choices.models}
          hasGait={choices.hasGait}
          onChange={(live) => onWishes({ live })}
          onStart={onStart}
        />
      ) : (
        <BatchForm key={body} body={body} level={batchLevel(chosen)} />
      )}
    </div>
  )
}
