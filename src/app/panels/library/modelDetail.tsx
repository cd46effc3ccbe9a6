import { useApp } from '../../state/app.js'
import type { ModelSummary } from '../../state/libraryStore.js'
import { formatRoute } from '../../state/route.js'
import { Button, formatCount, formatReturn, formatShort, Stat, Stats } from '../../ui/index.js'
import { EntryActions } from './entryActions.js'
import { EntryDetail, EntryPart } from './entryDetail.js'
import './modelDetail.css'

/** A model: how large it is, what its dial asks for, and what it has learnt from. */
export function ModelDetail({ model }: { model: ModelSummary }) {
  const { router } = useApp()
  const { id, title, shipped, error } = model
  return (
    <EntryDetail
      entry={model}
      verb="Trained"
      actions={
        <>
          <Button
            look="primary"
            icon="flag"
            disabled={error !== undefined}
            onClick={() => router.go('play', { model: id })}
            testId="library-race"
          >
            Race this
          </Button>
          <Button
            icon="skill"
            disabled={error !== undefined}
            onClick={() => router.go('library', { model: id, view: 'skill' })}
            testId="library-skill"
          >
            Skill
          </Button>
          <EntryActions kind="models" id={id} title={title} shipped={shipped} broken={error !== undefined} />
        </>
      }
    >
      <Stats>
        <Stat size="l" label="Parameters" value={formatShort(model.parameters)} />
        <Stat size="l" label="Training steps" value={formatCount(model.trainedSteps)} />
        <Stat
          size="l"
          label="Final loss"
          value={model.finalLoss === undefined ? '–' : formatShort(model.finalLoss)}
        />
      </Stats>
      <SkillRange range={model.targetRange} />
      <LearntFrom datasets={model.datasets} />
    </EntryDetail>
  )
}

/** What the dial asks for at its ends and in between. */
function SkillRange({ range: [low, high] }: { range: readonly [number, number] }) {
  return (
    <EntryPart title="What its skill dial asks for">
      <ol class="model-dial" aria-label="Return asked for at each skill">
        {[0, 25, 50, 75, 100].map((skill) => (
          <li key={skill}>
            <span>Skill {skill}</span>
            <strong>{formatReturn(low + ((high - low) * skill) / 100)}</strong>
          </li>
        ))}
      </ol>
    </EntryPart>
  )
}

function LearntFrom({ datasets }: { datasets: readonly string[] }) {
  const { library } = useApp()
  if (datasets.length === 0) return null
  const there = new Set(library.datasets.value.map((dataset) => dataset.id))
  return (
    <EntryPart title="Learnt from">
      <ul class="model-sources">
        {datasets.map((id) => (
          <li key={id}>
            {there.has(id) ? (
              <a href={formatRoute({ place: 'library', params: { dataset: id } })}>{id}</a>
            ) : (
              <span title="No longer in the library">{id}</span>
            )}
          </li>
        ))}
      </ul>
    </EntryPart>
  )
}
