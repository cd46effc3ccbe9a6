import { useEffect, useState } from 'preact/hooks'
import type { HostClient } from '../../../host/window.js'
import { Scene, Side } from '../../scene/scene.js'
import { Unread, unreadOf } from '../../scene/unread.js'
import { useLevels } from '../../scene/useLevels.js'
import { useSource } from '../../scene/useSource.js'
import { useApp } from '../../state/app.js'
import { Skeleton } from '../../ui/index.js'
import { LazyStage } from '../../view/lazyStage.js'
import { qualityOf } from '../../view/quality.js'
import type { Stage } from '../../view/stage.js'
import { openSimulation } from '../../workers/openSimulation.js'
import { laneLabel } from './figures.js'
import { fitted, lanePlans, type LineUp, withScriptInstead } from './lineUp.js'
import { LineUpForm } from './lineUpForm.js'
import { RaceSession } from './raceSession.js'
import { RaceView } from './raceView.js'
import { useLineUp } from './useLineUp.js'
import { useRaceSetting } from './useRaceSetting.js'

/** Play: put a line-up together in front of the track, race, read the results, again. */
export function PlayPanel({ host }: { host: HostClient }) {
  const { library, router, toasts } = useApp()
  const models = library.models.value
  const levels = useLevels(host)
  const [lineUp, setLineUp] = useLineUp(levels)
  const [session, setSession] = useState<RaceSession>()
  const [stage, setStage] = useState<Stage>()
  const [focus, setFocus] = useState(0)
  useEffect(() => () => session?.close(), [session])

  const level = levels.usable.find(({ id }) => id === lineUp?.level)
  const setting = useRaceSetting(lineUp, level, models, session !== undefined)
  const source = useSource(setting, session)

  // A turned dial changes a name, not the picture.
  useEffect(() => {
    if (!lineUp || session) return
    lanePlans(lineUp, models).forEach(({ name, driver }, lane) => {
      const ask = driver.kind === 'human' ? undefined : { skill: driver.skill, targetReturn: 0 }
      stage?.rename(lane, laneLabel(name, ask))
    })
  }, [lineUp, stage, setting, session, models])

  const start = (chosen: LineUp) => {
    if (!levels.usable.some(({ id }) => id === chosen.level)) return
    host
      .call('settings.set', { play: chosen })
      .catch((error) => toasts.error('The line-up is not remembered', error))
    setLineUp(chosen)
    setFocus(0)
    const plan = {
      type: 'race',
      level: levels.raw(chosen.level),
      levelId: chosen.level,
      body: chosen.body,
      lanes: lanePlans(chosen, models),
    } as const
    setSession(new RaceSession(plan, openSimulation))
  }

  const unread = unreadOf(levels, library)
  if (unread) return <Unread {...unread} />
  return (
    <Scene
      testId="play"
      running={session !== undefined}
      picture={
        <>
          <LazyStage
            setting={setting}
            source={source}
            focus={session ? focus : 0}
            label={session ? 'The race, seen from beside the track' : 'The line-up at the start'}
            quality={qualityOf(router.route.value.params)}
            onStage={setStage}
          />
          {session && level && lineUp && (
            <RaceView
              session={session}
              level={level.level}
              stage={stage}
              scheme={lineUp.scheme}
              focus={focus}
              onFocus={setFocus}
              onLeave={() => setSession(undefined)}
              onScriptedInstead={(model) => start(withScriptInstead(lineUp, model))}
            />
          )}
        </>
      }
    >
      {lineUp ? (
        <LineUpForm
          lineUp={lineUp}
          levels={levels.usable}
          models={models}
          badLevels={levels.problems}
          onChange={setLineUp}
          onStart={() => start(fitted(lineUp, { models }))}
        />
      ) : (
        <Side busy>
          <Skeleton height="2rem" />
          <Skeleton lines={4} height="3rem" />
        </Side>
      )}
    </Scene>
  )
}
