import { useState } from 'preact/hooks'
import { Side } from '../../scene/scene.js'
import { useApp } from '../../state/app.js'
import type { ModelSummary } from '../../state/libraryStore.js'
import { Skeleton } from '../../ui/index.js'
import { BatchJobs } from './batchJobs.js'
import type { Choices, Wishes } from './choices.js'
import { KeptEpisodes } from './keptEpisodes.js'
import { RecordFields } from './recordFields.js'
import type { Pending } from './usePending.js'

/** Beside the picture: batches that run, what to record next, and what was kept. */
export function RecordSide({
  choices,
  ready,
  pending,
  preferred,
  onWishes,
  onPending,
  onStart,
}: {
  choices: Choices<ModelSummary>
  /** It is known what there is to choose from. */
  ready: boolean
  pending: readonly Pending[]
  /** The data set that the address asks to add to. */
  preferred: string | undefined
  onWishes: (change: Partial<Wishes>) => void
  /** Something happened to the pending ones. */
  onPending: () => void
  onStart: () => void
}) {
  const { host } = useApp()
  const [mode, setMode] = useState<'live' | 'batch'>('live')
  if (!ready)
    return (
      <Side>
        <h1>Record</h1>
        <Skeleton lines={5} height="2.5rem" />
      </Side>
    )
  return (
    <Side>
      <h1>Record</h1>
      <BatchJobs host={host} />
      <RecordFields mode={mode} choices={choices} onMode={setMode} onWishes={onWishes} onStart={onStart} />
      {(mode === 'live' || pending.length > 0) && (
        <KeptEpisodes
          pending={pending}
          envId={choices.envId}
          suggestion={`${choices.body}-runs`}
          preferred={preferred}
          onChanged={onPending}
        />
      )}
    </Side>
  )
}
