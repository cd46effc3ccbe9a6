import { Centre } from '../../scene/overlay.js'
import { Button, Notice } from '../../ui/index.js'
import type { RaceState } from './raceSession.js'

/** Why there is no race, and the ways out. */
export function RaceFailed({
  state,
  onLeave,
  onScriptedInstead,
}: {
  state: Extract<RaceState, { kind: 'failed' }>
  onLeave: () => void
  onScriptedInstead?: (model: string) => void
}) {
  const { model, message, ours } = state
  return (
    <Centre>
      <Notice
        tone="danger"
        title={ours ? 'The race broke off. This is our fault.' : 'The race cannot start.'}
        actions={
          <>
            {model !== undefined && onScriptedInstead && (
              <Button size="s" onClick={() => onScriptedInstead(model)}>
                Race the scripted gait instead
              </Button>
            )}
            <Button size="s" look="primary" onClick={onLeave}>
              Change the line-up
            </Button>
          </>
        }
      >
        {message}
      </Notice>
    </Centre>
  )
}
