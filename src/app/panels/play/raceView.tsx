import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { bodies, type Level, raceLength } from '../../../game/index.js'
import { keyboardSchemes } from '../../../policies/keyboard/schemes.js'
import { Button, Notice, Spinner } from '../../ui/index.js'
import type { Stage } from '../../view/stage.js'
import { formatClock, laneLabel } from './figures.js'
import { FinishPanel } from './finishPanel.js'
import { HudLane } from './hudLane.js'
import { KeyHints } from './keyHints.js'
import { PausePanel } from './pausePanel.js'
import type { RaceSession } from './raceSession.js'
import { TrackStrip } from './trackStrip.js'
import { useControls } from './useControls.js'

/** Everything over the picture while a race is on: countdown, figures, keys, pause, results. */
export function RaceView({
  session,
  level,
  stage,
  scheme: schemeName,
  focus,
  onFocus,
  onLeave,
  onScriptedInstead,
}: {
  session: RaceSession
  level: Level
  stage: Stage | undefined
  scheme: string
  focus: number
  onFocus: (lane: number) => void
  onLeave: () => void
  /** Replaces a model that cannot be used by the scripted gait and tries again. */
  onScriptedInstead?: (model: string) => void
}) {
  const { plan } = session
  const state = session.state.value
  const paused = session.paused.value
  const count = session.count.value
  const results = session.results.value
  const asks = session.asks.value
  const hasPerson = plan.lanes[0].driver.kind === 'human'
  const scheme = useMemo(
    () =>
      hasPerson
        ? keyboardSchemes(bodies[plan.body].envId).find(({ name }) => name === schemeName)
        : undefined,
    [hasPerson, plan.body, schemeName],
  )
  const [view, setView] = useState<string>()
  const root = useRef<HTMLDivElement>(null)

  const held = useControls(session, scheme, stage, (code) => {
    if (code === 'Escape') {
      if (session.paused.value) session.resume()
      else session.pause()
    } else if (code === 'KeyC') setView(stage?.nextView())
    else if (/^Digit[1-6]$/.test(code) && Number(code.slice(5)) <= plan.lanes.length)
      onFocus(Number(code.slice(5)) - 1)
    else return false
    return true
  })

  useEffect(() => root.current?.focus(), [session])
  useEffect(() => {
    if (!hasPerson) return undefined
    // Nobody loses a race because another window wanted something; bots alone run on.
    const away = () => session.pause()
    const hidden = () => document.hidden && away()
    addEventListener('blur', away)
    document.addEventListener('visibilitychange', hidden)
    return () => {
      removeEventListener('blur', away)
      document.removeEventListener('visibilitychange', hidden)
    }
  }, [session, hasPerson])
  // What is asked now gets the keyboard: Enter goes on, Tab reaches the rest.
  useEffect(
    () => root.current?.querySelector<HTMLElement>('.play-panel .button-primary')?.focus(),
    [paused, results],
  )
  useEffect(() => {
    plan.lanes.forEach(({ name }, lane) => stage?.rename(lane, laneLabel(name, asks[lane])))
  }, [asks, stage, plan])
  useEffect(() => {
    if (view === undefined) return
    const timer = setTimeout(() => setView(undefined), 1200)
    return () => clearTimeout(timer)
  }, [view])

  if (state.kind === 'failed')
    return (
      <div class="play-overlay play-centre">
        <Notice
          tone="danger"
          title={state.ours ? 'The race broke off. This is our fault.' : 'The race cannot start.'}
          actions={
            <>
              {state.model !== undefined && onScriptedInstead && (
                <Button size="s" onClick={() => onScriptedInstead(state.model!)}>
                  Race the scripted gait instead
                </Button>
              )}
              <Button size="s" look="primary" onClick={onLeave}>
                Change the line-up
              </Button>
            </>
          }
        >
          {state.message}
        </Notice>
      </div>
    )
  const running = state.kind === 'countdown' || state.kind === 'running'
  return (
    <div
      ref={root}
      class="play-overlay"
      tabIndex={-1}
      data-testid="race"
      data-state={paused ? 'paused' : state.kind}
      // A slider or button that was used by mouse gives the keyboard back to the runner.
      onPointerUp={() => (document.activeElement as HTMLElement | null)?.blur?.()}
    >
      <header class="play-top">
        <div class="play-top-clock">
          <span class="play-top-level">{level.name}</span>
          <output class="play-clock" data-testid="clock" aria-label="Time since the start">
            {formatClock(session.clock.value)}
          </output>
        </div>
        <TrackStrip standings={session.standings.value} length={raceLength(level.rules)} />
        <div class="play-top-actions">
          <Button
            size="s"
            icon="watch"
            label="Change the camera (C)"
            onClick={() => setView(stage?.nextView())}
          />
          {running && (
            <Button
              size="s"
              icon={paused ? 'play' : 'pause'}
              label={paused ? 'Resume (Esc)' : 'Pause (Esc)'}
              onClick={() => (paused ? session.resume() : session.pause())}
              testId="pause"
            />
          )}
          <Button
            size="s"
            icon="refresh"
            label="Start again"
            onClick={() => session.start()}
            testId="restart"
          />
          <Button size="s" icon="close" label="Back to the line-up" onClick={onLeave} testId="leave" />
        </div>
      </header>
      {!results && (
        <ul class="play-hud" aria-label="Lanes">
          {session.standings.value.map((standing, lane) => (
            <HudLane
              key={lane}
              lane={lane}
              name={plan.lanes[lane].name}
              standing={standing}
              ask={asks[lane]}
              followed={lane === focus}
              onFollow={() => onFocus(lane)}
              onDial={(skill) => session.dial(lane, skill)}
            />
          ))}
        </ul>
      )}
      {view !== undefined && <p class="play-view-name">{view}</p>}
      {state.kind === 'loading' && (
        <div class="play-centre">
          <Spinner label={`${state.message}…`} />
        </div>
      )}
      {count !== undefined && !paused && (
        <div class="play-count" key={count} aria-live="assertive" data-testid="countdown">
          {count === 0 ? 'Go!' : count}
        </div>
      )}
      {paused && <PausePanel session={session} onLeave={onLeave} />}
      {results && <FinishPanel session={session} results={results} onLeave={onLeave} />}
      {running && !paused && (
        <footer class="play-bottom">
          {scheme && <KeyHints scheme={scheme} held={held} />}
          {!hasPerson && (
            <Button size="s" icon="flag" onClick={() => session.finish()} testId="end-race">
              End the race
            </Button>
          )}
        </footer>
      )}
    </div>
  )
}
