import type { Level } from '../../../game/index.js'
import type { PlayableLevel } from '../../scene/levels.js'
import './levelChoice.css'

/** Where to race: every level with its length. */
export function LevelChoice({
  levels,
  chosen,
  onChange,
}: {
  levels: readonly PlayableLevel[]
  /** Id of the level. */
  chosen: string
  onChange: (level: string) => void
}) {
  const description = levels.find(({ id }) => id === chosen)?.level.description
  return (
    <>
      <fieldset class="level-choice">
        <legend class="field-label">Level</legend>
        {levels.map(({ id, level }) => (
          <label key={id} class="level-card" title={level.description}>
            <input
              type="radio"
              name="level"
              value={id}
              checked={id === chosen}
              onChange={() => onChange(id)}
            />
            <span class="level-card-name">{level.name}</span>
            <span class="level-card-length">{lengthOf(level)}</span>
          </label>
        ))}
      </fieldset>
      {description && <p class="level-description">{description}</p>}
    </>
  )
}

/** How far it is, or how long it takes where there is no line. */
function lengthOf({ rules }: Level): string {
  return rules.distance === undefined ? `${rules.timeLimit} s` : `${rules.distance * rules.laps} m`
}
