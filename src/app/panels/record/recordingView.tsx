import { useEffect } from 'preact/hooks'
import { Countdown } from '../../scene/countdown.js'
import { KeyHints } from '../../scene/keyHints.js'
import { Centre, Overlay, OverlayFoot } from '../../scene/overlay.js'
import { useControls } from '../../scene/useControls.js'
import { useScheme } from '../../scene/useScheme.js'
import { Button, Notice, Spinner } from '../../ui/index.js'
import type { Stage } from '../../view/stage.js'
import { KeepPanel } from './keepPanel.js'
import { countOf, isLive, recordingKey, type ShownRecording } from './recordingScreen.js'
import { RecordingTop } from './recordingTop.js'

/** Everything over the picture while an episode is recorded: figures, keys, stop; then keep or discard. */
export function RecordingView({
  session,
  stage,
  onKeep,
  onDiscard,
  onLeave,
}: {
  session: ShownRecording
  stage: Stage | undefined
  /** `again`: straight on to the next one. */
  onKeep: (again: boolean) => void
  onDiscard: (again: boolean) => void
  onLeave: () => void
}) {
  const { driver, body } = session.plan
  const state = session.state.value
  const scheme = useScheme(body, driver.kind === 'human' ? driver.scheme : undefined)
  const held = useControls(session, scheme, stage, (code) => {
    const key = recordingKey(code, session.state.value)
    if (key === 'stop') session.stop()
    else if (key === 'camera') stage?.nextView()
    return key !== undefined
  })
  useEffect(() => {
    if (state.kind === 'empty') onLeave()
  }, [state.kind])
  const live = isLive(state)
  const count = countOf(state, session.clock.value)
  return (
    <Overlay
      session={session}
      asking={state.kind === 'recorded'}
      testId="recording"
      data={{ 'data-state': state.kind, 'data-steps': session.standing.value?.steps ?? 0 }}
    >
      {live && <RecordingTop session={session} />}
      {count !== undefined && <Countdown count={count} />}
      {state.kind === 'preparing' && (
        <Centre>
          <Spinner label={`${state.message}…`} />
        </Centre>
      )}
      {state.kind === 'failed' && (
        <Centre>
          <Notice
            tone="danger"
            title="The recording broke off."
            actions={
              <Button size="s" onClick={onLeave}>
                Back
              </Button>
            }
          >
            {state.message} What was written to the disk by then is among the kept episodes.
          </Notice>
        </Centre>
      )}
      {state.kind === 'recorded' && (
        <KeepPanel episode={state.episode} onKeep={onKeep} onDiscard={onDiscard} />
      )}
      {live && scheme && (
        <OverlayFoot>
          <KeyHints scheme={scheme} held={held} />
        </OverlayFoot>
      )}
    </Overlay>
  )
}
