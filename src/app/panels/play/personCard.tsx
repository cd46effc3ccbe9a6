import type { SchemeDescription } from '../../../policies/index.js'
import { Checkbox, Segmented } from '../../ui/index.js'
import { laneColour } from '../../view/looks.js'
import { LaneCard } from './laneCard.js'

/** The person's own lane: taking part or watching, and how to steer. */
export function PersonCard({
  person,
  scheme,
  schemes,
  onPerson,
  onScheme,
}: {
  person: boolean
  scheme: string
  schemes: readonly SchemeDescription[]
  onPerson: (person: boolean) => void
  onScheme: (scheme: string) => void
}) {
  const chosen = schemes.find(({ name }) => name === scheme)
  return (
    <LaneCard
      lane={person ? 0 : undefined}
      kind="human"
      colour={person ? laneColour(0) : 'var(--ink-4)'}
      head={
        <Checkbox
          label={<strong>You</strong>}
          checked={person}
          disabled={schemes.length === 0}
          hint={schemes.length === 0 ? 'Nobody can steer this body by hand yet.' : undefined}
          onChange={onPerson}
          testId="person"
        />
      }
    >
      {person && chosen && (
        <>
          <Segmented
            label="How you steer"
            hideLabel
            value={scheme}
            options={schemes.map(({ name, title, hint }) => ({ value: name, label: title, title: hint }))}
            onChange={onScheme}
          />
          <p class="field-hint">{chosen.hint} A gamepad works too.</p>
        </>
      )}
    </LaneCard>
  )
}
