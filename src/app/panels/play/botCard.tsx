import type { ModelSummary } from '../../shell/libraryStore.js'
import { Button, SelectField, Slider } from '../../ui/index.js'
import { dialOf } from '../../simulation/dials.js'
import { laneColour } from '../../view/looks.js'
import type { Bot } from './lineUp.js'
import { AskLine } from './askLine.js'

const SCRIPT = ':script'

/** One rival: which model, and how good. */
export function BotCard({
  bot,
  lane,
  models,
  hasGait,
  onChange,
  onRemove,
}: {
  bot: Bot
  lane: number
  models: readonly ModelSummary[]
  /** Whether the body has a scripted gait to race against. */
  hasGait: boolean
  onChange: (bot: Bot) => void
  onRemove?: () => void
}) {
  const model = models.find(({ id }) => id === bot.model)
  const gone = bot.model !== undefined && !model
  const options = [
    ...(gone ? [{ value: bot.model!, label: `${bot.model} (gone)`, disabled: true }] : []),
    ...models.map(({ id, title, error }) => ({
      value: id,
      label: error ? `${title} (broken)` : title,
      disabled: error !== undefined,
    })),
    ...(hasGait ? [{ value: SCRIPT, label: 'Scripted gait' }] : []),
  ]
  return (
    <li
      class="play-lane"
      data-testid="lane-card"
      data-lane={lane}
      data-kind={bot.model === undefined ? 'scripted' : 'model'}
      style={{ '--lane': laneColour(lane) }}
    >
      <div class="play-lane-head">
        <span class="play-lane-dot" aria-hidden="true" />
        <SelectField
          label={`Driver of lane ${lane + 1}`}
          hideLabel
          value={bot.model ?? SCRIPT}
          options={options}
          onChange={(value) => onChange({ ...bot, model: value === SCRIPT ? undefined : value })}
          error={gone ? 'This model is gone; choose another.' : undefined}
          testId={`driver-${lane}`}
        />
        {onRemove && (
          <Button look="ghost" size="s" icon="close" label={`Remove lane ${lane + 1}`} onClick={onRemove} />
        )}
      </div>
      <Slider
        label="Skill"
        value={bot.skill}
        min={0}
        max={100}
        tone={bot.model === undefined ? 'scripted' : 'agent'}
        onInput={(skill) => onChange({ ...bot, skill })}
        hint={
          model ? <AskLine curve={dialOf(model).value} skill={bot.skill} /> : 'Driven by the searched gait.'
        }
        testId={`skill-${lane}`}
      />
    </li>
  )
}
