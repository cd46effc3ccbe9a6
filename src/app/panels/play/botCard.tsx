import { AskLine } from '../../scene/askLine.js'
import { dialOf } from '../../simulation/dials.js'
import type { ModelSummary } from '../../state/libraryStore.js'
import { Button, type Option, SelectField, Slider } from '../../ui/index.js'
import { laneColour } from '../../view/looks.js'
import { LaneCard } from './laneCard.js'
import type { Bot } from './lineUp.js'

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
  return (
    <LaneCard
      lane={lane}
      kind={bot.model === undefined ? 'scripted' : 'model'}
      colour={laneColour(lane)}
      head={
        <>
          <SelectField
            label={`Driver of lane ${lane + 1}`}
            hideLabel
            value={bot.model ?? SCRIPT}
            options={drivers(models, hasGait, gone ? bot.model : undefined)}
            onChange={(value) => onChange({ ...bot, model: value === SCRIPT ? undefined : value })}
            error={gone ? 'This model is gone; choose another.' : undefined}
            testId={`driver-${lane}`}
          />
          {onRemove && (
            <Button look="ghost" size="s" icon="close" label={`Remove lane ${lane + 1}`} onClick={onRemove} />
          )}
        </>
      }
    >
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
    </LaneCard>
  )
}

/** Who can drive: a model that is gone is named as long as it is chosen. */
function drivers(
  models: readonly ModelSummary[],
  hasGait: boolean,
  gone: string | undefined,
): Option<string>[] {
  return [
    ...(gone === undefined ? [] : [{ value: gone, label: `${gone} (gone)`, disabled: true }]),
    ...models.map(({ id, title, error }) => ({
      value: id,
      label: error ? `${title} (broken)` : title,
      disabled: error !== undefined,
    })),
    ...(hasGait ? [{ value: SCRIPT, label: 'Scripted gait' }] : []),
  ]
}
