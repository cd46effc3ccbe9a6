import { bodies } from '../../../game/index.js'
import { gaitOf, keyboardSchemes } from '../../../policies/index.js'
import type { ModelSummary } from '../../state/libraryStore.js'
import { MOST_BOTS } from '../../state/skillsParam.js'
import { Button } from '../../ui/index.js'
import { BotCard } from './botCard.js'
import { type LineUp, withBot, withOneMoreBot, withoutBot } from './lineUp.js'
import { PersonCard } from './personCard.js'
import './lanes.css'

/** Who races: the person's lane, a card for each bot, and one more. */
export function Lanes({
  lineUp,
  models,
  onChange,
}: {
  lineUp: LineUp
  models: readonly ModelSummary[]
  onChange: (lineUp: LineUp) => void
}) {
  const { person, scheme, bots, body } = lineUp
  const { envId } = bodies[body]
  const own = models.filter((model) => model.envId === envId)
  const hasGait = gaitOf(envId) !== undefined
  const isFull = bots.length >= MOST_BOTS
  return (
    <div>
      <h2 class="field-label">Lanes</h2>
      <ul class="lanes">
        <PersonCard
          person={person}
          scheme={scheme}
          schemes={keyboardSchemes(envId)}
          onPerson={(takesPart) => onChange({ ...lineUp, person: takesPart })}
          onScheme={(chosen) => onChange({ ...lineUp, scheme: chosen })}
        />
        {bots.map((bot, index) => (
          <BotCard
            key={index}
            bot={bot}
            lane={index + (person ? 1 : 0)}
            models={own}
            hasGait={hasGait}
            onChange={(changed) => onChange(withBot(lineUp, index, changed))}
            onRemove={bots.length > 1 || person ? () => onChange(withoutBot(lineUp, index)) : undefined}
          />
        ))}
      </ul>
      <Button
        look="ghost"
        icon="plus"
        disabled={isFull || (own.length === 0 && !hasGait)}
        title={isFull ? `${MOST_BOTS} bots are the most` : undefined}
        onClick={() => onChange(withOneMoreBot(lineUp, models))}
        testId="add-bot"
      >
        Add a bot
      </Button>
    </div>
  )
}
