import { useEffect, useMemo, useRef } from 'preact/hooks'
import { bodies } from '../../../game/index.js'
import { keyboardSchemes } from '../../../policies/keyboard/schemes.js'
import { EPISODE_STEPS } from '../../../sim/bodies.js'
import { Button, formatCount, formatReturn, Notice, Spinner } from '../../ui/index.js'
import type { Stage } from '../../view/stage.js'
import { formatClock, formatMetres, formatSpeed } from '../play/figures.js'
import { KeyHints } from '../play/keyHints.js'
import { useControls } from '../play/useControls.js'
import type { RecordingSession } from './recordingSession.js'

/** Everything over the picture while an episode is recorded: figures, keys, stop; then keep or discard. */
export function RecordingView({
  session,
  stage,
  onKeep,
  onDiscard,
  onLeave,
}: {
  session: RecordingSession
  stage: Stage | undefined
  /** `again`: straight on to the next one. */
  onKeep: (again: boolean) => void
  onDiscard: (again: boolean) => void
  onLeave: () => void
}) {
  const { driver, body } = session.plan
  const state = session.state.value
  const standing = session.standing.value
  const clock = session.clock.value
  const root = useRef<HTMLDivElement>(null)
  const scheme = useMemo(
    () =>
      driver.kind === 'human'
        ? keyboardSchemes(bodies[body].envId).find(({ name }) => name === driver.scheme)
        : undefined,
    [driver, body],
  )
  useEffect(() => root.current?.focus(), [session])
  const held = useControls(session, scheme, stage, (code) => {
    const { kind } = session.state.value
    if (code === 'Escape' && (kind === 'recording' || kind === 'countdown')) session.stop()
    else if (code === 'KeyC') stage?.nextView()
    else return false
    return true
  })
  useEffect(() => {
    if (state.kind === 'recorded')
      root.current?.querySelector<HTMLElement>('.play-panel .button-primary')?.focus()
    if (state.kind === 'empty') onLeave()
  }, [state.kind])
  const live = state.kind === 'recording' || state.kind === 'countdown'
  return (
    <div
      ref={root}
      class="play-overlay"
      tabIndex={-1}
      data-testid="recording"
      data-state={state.kind}
      data-steps={standing?.steps ?? 0}
      onPointerUp={() => (document.activeElement as HTMLElement | null)?.blur?.()}
    >
      {live && (
        <header class="record-live">
          <span class={`record-dot${state.kind === 'recording' ? ' is-on' : ''}`} aria-hidden="true" />
          <span>{state.kind === 'recording' ? 'Recording' : 'Get ready'}</span>
          <strong class="play-clock">{formatClock(clock)}</strong>
          <span class="record-live-figure">
            step <strong>{formatCount(standing?.steps ?? 0)}</strong> of {formatCount(EPISODE_STEPS)}
          </span>
          <span class="record-live-figure">
            return <strong>{formatReturn(standing?.return ?? 0)}</strong>
          </span>
          <span class="record-live-figure">
            <strong>{formatMetres(standing?.x ?? 0)}</strong>
          </span>
          <span class="record-live-figure">
            <strong>{formatSpeed(standing?.speed ?? 0)}</strong>
          </span>
          <Button size="s" look="danger" icon="stop" onClick={() => session.stop()} testId="record-stop">
            Stop
          </Button>
        </header>
      )}
      {state.kind === 'countdown' && (
        <div class="play-count" key={Math.ceil(-clock)} aria-live="assertive">
          {Math.max(1, Math.ceil(-clock - 1e-6))}
        </div>
      )}
      {state.kind === 'preparing' && (
        <div class="play-centre">
          <Spinner label={`${state.message}…`} />
        </div>
      )}
      {state.kind === 'failed' && (
        <div class="play-centre">
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
        </div>
      )}
      {state.kind === 'recorded' && (
        <div class="play-centre play-finish">
          <div class="play-panel" role="dialog" aria-label="Episode recorded" data-testid="decide">
            <h2>Keep it?</h2>
            <p>
              <strong>{formatCount(state.episode.length)}</strong> steps, return{' '}
              <strong>{formatReturn(state.episode.return)}</strong>
              {state.episode.terminated ? ', ended by a fall' : ''}.
            </p>
            <div class="play-panel-actions">
              <Button look="primary" icon="check" onClick={() => onKeep(false)} testId="keep">
                Keep
              </Button>
              <Button icon="record" onClick={() => onKeep(true)} testId="keep-again">
                Keep and record another
              </Button>
              <Button icon="refresh" onClick={() => onDiscard(true)}>
                Discard and try again
              </Button>
              <Button look="danger" icon="trash" onClick={() => onDiscard(false)} testId="discard">
                Discard
              </Button>
            </div>
          </div>
        </div>
      )}
      {live && scheme && (
        <footer class="play-bottom">
          <KeyHints scheme={scheme} held={held} />
        </footer>
      )}
    </div>
  )
}
