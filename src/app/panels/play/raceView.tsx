import { useEffect, useState } from 'preact/hooks'
import type { Level } from '../../../game/index.js'
import { Countdown } from '../../scene/countdown.js'
import { KeyHints } from '../../scene/keyHints.js'
import { Centre, Overlay, OverlayFoot } from '../../scene/overlay.js'
import { useControls } from '../../scene/useControls.js'
import { useScheme } from '../../scene/useScheme.js'
import { Button, Spinner } from '../../ui/index.js'
import type { Stage } from '../../view/stage.js'
import { laneLabel } from './figures.js'
import { FinishPanel } from './finishPanel.js'
import { Hud } from './hud.js'
import { PausePanel } from './pausePanel.js'
import { RaceFailed } from './raceFailed.js'
import { raceKey } from './raceKeys.js'
import { raceScreen } from './raceScreen.js'
import type { RaceSession } from './raceSession.js'
import { RaceTop } from './raceTop.js'
import { useAway } from './useAway.js'
import { ViewName } from './viewName.js'

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
  const asks = session.asks.value
  const screen = raceScreen({
    state,
    paused: session.paused.value,
    count: session.count.value,
    results: session.results.value,
  })
  const hasPerson = plan.lanes[0].driver.kind === 'human'
  const scheme = useScheme(plan.body, hasPerson ? schemeName : undefined)
  const [view, setView] = useState<string>()
  const changeCamera = () => setView(stage?.nextView())
  const held = useControls(session, scheme, stage, (code) => {
    const key = raceKey(code, plan.lanes.length)
    if (key?.does === 'camera') changeCamera()
    else if (key?.does === 'follow') onFocus(key.lane)
    else if (key?.does === 'pause') {
      if (session.paused.value) session.resume()
      else session.pause()
    }
    return key !== undefined
  })
  // Nobody loses a race because another window wanted something; bots alone run on.
  useAway(hasPerson, () => session.pause(), session)
  useEffect(() => {
    plan.lanes.forEach(({ name }, lane) => stage?.rename(lane, laneLabel(name, asks[lane])))
  }, [asks, stage, plan])
  return (
    <Overlay
      session={session}
      asking={screen.results ?? screen.hasPausePanel}
      testId="race"
      data={{ 'data-state': screen.state }}
    >
      {state.kind === 'failed' ? (
        <RaceFailed state={state} onLeave={onLeave} onScriptedInstead={onScriptedInstead} />
      ) : (
        <>
          <RaceTop
            session={session}
            level={level}
            running={screen.running}
            onCamera={changeCamera}
            onLeave={onLeave}
          />
          {screen.hasFigures && <Hud session={session} focus={focus} onFocus={onFocus} />}
          {view !== undefined && <ViewName name={view} onOver={() => setView(undefined)} />}
          {screen.waiting !== undefined && (
            <Centre>
              <Spinner label={`${screen.waiting}…`} />
            </Centre>
          )}
          {screen.count !== undefined && <Countdown count={screen.count} testId="countdown" />}
          {screen.hasPausePanel && <PausePanel session={session} onLeave={onLeave} />}
          {screen.results && <FinishPanel session={session} results={screen.results} onLeave={onLeave} />}
          {screen.hasFoot && (
            <OverlayFoot>
              {scheme && <KeyHints scheme={scheme} held={held} />}
              {!hasPerson && (
                <Button size="s" icon="flag" onClick={() => session.finish()} testId="end-race">
                  End the race
                </Button>
              )}
            </OverlayFoot>
          )}
        </>
      )}
    </Overlay>
  )
}
