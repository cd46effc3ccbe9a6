import { bodies } from '../../../game/index.js'
import { gaitOf } from '../../../policies/gaits.js'
import { keyboardSchemes } from '../../../policies/keyboard/schemes.js'
import type { ModelSummary } from '../../shell/libraryStore.js'
import { Button, Notice, Segmented } from '../../ui/index.js'
import { BotCard } from './botCard.js'
import {
  type Bot,
  drivableBodies,
  firstBot,
  type LineUp,
  obstacle,
  type PlayableLevel,
  withBody,
} from './lineUp.js'
import { PersonCard } from './personCard.js'
import { MOST_BOTS } from './skillsParam.js'

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
  const { envId } = bodies[lineUp.body]
  const own = models.filter((model) => model.envId === envId)
  const level = levels.find(({ id }) => id === lineUp.level)?.level
  const problem = obstacle(lineUp, { levels, models })
  const hasGait = gaitOf(envId) !== undefined
  const drivable = drivableBodies({ models })
  const setBot = (index: number, bot: Bot) =>
    onChange({ ...lineUp, bots: lineUp.bots.map((other, i) => (i === index ? bot : other)) })
  const firstLane = lineUp.person ? 1 : 0
  return (
    <form
      class="play-form"
      aria-label="Line-up"
      onSubmit={(event) => {
        event.preventDefault()
        if (!problem) onStart()
      }}
    >
      <div class="play-form-scroll">
        <h1>Race</h1>
        <fieldset class="play-levels">
          <legend class="field-label">Level</legend>
          {levels.map(({ id, level: { name, description, rules } }) => (
            <label key={id} class="play-level" title={description}>
              <input
                type="radio"
                name="level"
                value={id}
                checked={id === lineUp.level}
                onChange={() => onChange({ ...lineUp, level: id })}
              />
              <span class="play-level-name">{name}</span>
              <span class="play-level-length">
                {rules.distance === undefined ? `${rules.timeLimit} s` : `${rules.distance * rules.laps} m`}
              </span>
            </label>
          ))}
        </fieldset>
        {level && <p class="play-level-description">{level.description}</p>}
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
        <div>
          <h2 class="field-label">Lanes</h2>
          <ul class="play-lanes">
            <PersonCard
              person={lineUp.person}
              scheme={lineUp.scheme}
              schemes={keyboardSchemes(envId)}
              onPerson={(person) => onChange({ ...lineUp, person })}
              onScheme={(scheme) => onChange({ ...lineUp, scheme })}
            />
            {lineUp.bots.map((bot, index) => (
              <BotCard
                key={index}
                bot={bot}
                lane={firstLane + index}
                models={own}
                hasGait={hasGait}
                onChange={(changed) => setBot(index, changed)}
                onRemove={
                  lineUp.bots.length > 1 || lineUp.person
                    ? () => onChange({ ...lineUp, bots: lineUp.bots.filter((_, i) => i !== index) })
                    : undefined
                }
              />
            ))}
          </ul>
          <Button
            look="ghost"
            icon="plus"
            disabled={lineUp.bots.length >= MOST_BOTS || (own.length === 0 && !hasGait)}
            title={lineUp.bots.length >= MOST_BOTS ? `${MOST_BOTS} bots are the most` : undefined}
            onClick={() => onChange({ ...lineUp, bots: [...lineUp.bots, nextBot(lineUp, models)] })}
            testId="add-bot"
          >
            Add a bot
          </Button>
        </div>
      </div>
      <div class="play-form-foot">
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
      </div>
    </form>
  )
}

/** Another bot of the last one's kind, of a skill that nobody has yet. */
function nextBot({ bots, body }: LineUp, models: readonly ModelSummary[]): Bot {
  const taken = new Set(bots.map(({ skill }) => skill))
  const skill = [80, 20, 50, 100, 65, 35].find((free) => !taken.has(free)) ?? 50
  const last = bots.at(-1)
  return last ? { ...last, skill } : firstBot(body, models, skill)
}
