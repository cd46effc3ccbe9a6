import { useState } from 'preact/hooks'
import { useApp } from '../../state/app.js'
import { Card, formatCount, Notice, sentence } from '../../ui/index.js'
import { keepingOf, type KeepWishes } from './keeping.js'
import { KeptList } from './keptList.js'
import { SaveForm } from './saveForm.js'
import type { Pending } from './usePending.js'

/** The episodes that are kept but not yet in a data set, and the way into one. */
export function KeptEpisodes({
  pending,
  envId,
  suggestion,
  preferred,
  onChanged,
}: {
  pending: readonly Pending[]
  envId: string
  /** Name for a new data set. */
  suggestion: string
  /** A data set to add to, from the address. */
  preferred?: string
  onChanged: () => void
}) {
  const { library } = useApp()
  const [wishes, setWishes] = useState<KeepWishes>({})
  const datasets = library.datasets.value
  const keeping = keepingOf(wishes, { pending, envId, datasets, suggestion, preferred })
  const { mine, others, recovered, damaged } = keeping
  if (mine.length === 0 && others === 0)
    return (
      <Card title="Kept episodes">
        <p class="field-hint">
          Nothing yet. Record an episode and keep it; it waits here, safe on the disk, until you save it into
          a data set.
        </p>
      </Card>
    )
  return (
    <Card title="Kept episodes" aside={`${formatCount(mine.length)} not saved yet`}>
      {recovered > 0 && (
        <Notice
          tone="info"
          title={recovered === 1 ? 'An episode was recovered.' : `${recovered} episodes were recovered.`}
        >
          The window or the program ended while recording. What was on the disk by then is here: save or
          discard it.
        </Notice>
      )}
      {damaged.length > 0 && (
        <Notice tone="warn" title="A part of what was recorded cannot be read any more.">
          {damaged.map((text) => `${sentence(text)}.`).join(' ')} What is whole is saved as episodes of its
          own, and the damaged file is kept.
        </Notice>
      )}
      <KeptList episodes={mine} onChanged={onChanged} />
      {others > 0 && (
        <p class="field-hint">{formatCount(others)} more of another body; choose that body to save them.</p>
      )}
      {mine.length > 0 && (
        <SaveForm keeping={keeping} wishes={wishes} onWishes={setWishes} onChanged={onChanged} />
      )}
    </Card>
  )
}
