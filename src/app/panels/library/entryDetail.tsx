import type { ComponentChildren } from 'preact'
import { Card, formatEnv, Notice, sentence, Tag } from '../../ui/index.js'
import { EntryFacts } from './entryFacts.js'
import './entryDetail.css'

/** What both kinds of entry have alike. */
export interface Entry {
  title: string
  shipped: boolean
  envId: string
  bytes: number
  createdAt: number
  error?: string
}

/** One entry of the library: its name, what can be done with it, and its figures, or why it cannot be used. */
export function EntryDetail({
  entry,
  verb,
  tags,
  actions,
  children,
}: {
  entry: Entry
  /** What was done when it was made: Recorded, Trained. */
  verb: string
  tags?: ComponentChildren
  actions: ComponentChildren
  children: ComponentChildren
}) {
  const { title, shipped, error } = entry
  return (
    <Card title={<span class="entry-title">{title}</span>} aside={actions}>
      {error ? (
        <Broken error={error} shipped={shipped} />
      ) : (
        <div class="entry-figures">
          <div class="entry-tags">
            <Tag tone="accent">{formatEnv(entry.envId)}</Tag>
            {tags}
            {shipped && <Tag>Shipped with Gaitway</Tag>}
            <EntryFacts bytes={entry.bytes} verb={verb} at={entry.createdAt} />
          </div>
          {children}
        </div>
      )}
    </Card>
  )
}

/** A part of an entry's figures, with a heading of its own. */
export function EntryPart({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div>
      <h3 class="entry-subtitle">{title}</h3>
      {children}
    </div>
  )
}

function Broken({ error, shipped }: { error: string; shipped: boolean }) {
  return (
    <Notice tone="danger" title="This entry cannot be used.">
      <p>{sentence(error)}</p>
      <p>
        {shipped
          ? 'Installing Gaitway again brings it back.'
          : 'Its files are untouched. Mend them, or delete it here.'}
      </p>
    </Notice>
  )
}
