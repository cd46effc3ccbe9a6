import { bodies } from '../../../game/index.js'
import { drivableBodies } from '../../scene/bodies.js'
import type { PlayableLevel } from '../../scene/levels.js'
import { SideForm } from '../../scene/scene.js'
import type { ModelSummary } from '../../state/libraryStore.js'
import { Button, Notice, Segmented } from '../../ui/index.js'
import { Lanes } from './lanes.js'
import { LevelChoice } from './levelChoice.js'
import { type LineUp, obstacle, withBody } from './lineUp.js'

/** Where, with which body, and against whom. */
export function LineUpForm({
  lineUp,
  levels,
  models,
  badLevels,
  onChange,
  onStart,
}: {
  lineUp: LineUp
  levels: readonly PlayableLevel[]
  models: readonly ModelSummary[]
  /** Levels that cannot be read, in words. */
  badLevels: readonly string[]
  onChange: (lineUp: LineUp) => void
  onStart: () => void
}) {
  const level = levels.find(({ id }) => id === lineUp.level)?.level
  const problem = obstacle(lineUp, { levels, models })
  const drivable = drivableBodies({ models })
  return (
    <SideForm
      label="Line-up"
      onSubmit={() => {
        if (!problem) onStart()
      }}
      foot={
        <>
          {problem && (
            <p class="field-error" role="alert">
              {problem}
            </p>
          )}
          <Button
            look="primary"
            size="l"
            icon="flag"
            type="submit"
            disabled={problem !== undefined}
            testId="start-race"
          >
            Start the race
          </Button>
        </>
      }
    >
      <h1>Race</h1>
      <LevelChoice
        levels={levels}
        chosen={lineUp.level}
        onChange={(chosen) => onChange({ ...lineUp, level: chosen })}
      />
      {badLevels.map((message) => (
        <Notice key={message} tone="warn" title="A level cannot be used.">
          {message}
        </Notice>
      ))}
      {drivable.length > 1 && (
        <Segmented
          label="Body"
          value={lineUp.body}
          options={drivable.map((name) => ({
            value: name,
            label: bodies[name].title,
            disabled: level !== undefined && !level.bodies.includes(name),
          }))}
          onChange={(body) => onChange(withBody(lineUp, body, { models }))}
        />
      )}
      <Lanes lineUp={lineUp} models={models} onChange={onChange} />
    </SideForm>
  )
}
