import { useEffect, useMemo, useState } from 'preact/hooks'
import { bodies } from '../../../game/index.js'
import type { HostClient } from '../../../host/window.js'
import { Scene } from '../../scene/scene.js'
import { Unread, unreadOf } from '../../scene/unread.js'
import { useLevels } from '../../scene/useLevels.js'
import { useSource } from '../../scene/useSource.js'
import { useApp } from '../../state/app.js'
import { LazyStage } from '../../view/lazyStage.js'
import { qualityOf } from '../../view/quality.js'
import type { Stage } from '../../view/stage.js'
import { openSimulation } from '../../workers/openSimulation.js'
import { choicesOf, type Wishes } from './choices.js'
import { controllerOf } from './form.js'
import { RecordSide } from './recordSide.js'
import { recordingSetting } from './recordingSetting.js'
import { RecordingSession } from './recordingSession.js'
import { RecordingView } from './recordingView.js'
import { usePending } from './usePending.js'

/** Record: play oneself or let a policy play, keep what is good, save it; or have a script play a whole batch. */
export function RecordPanel({ host }: { host: HostClient }) {
  const { library, router, toasts } = useApp()
  const datasets = library.datasets.value
  const preferred = router.route.value.params.dataset
  const levels = useLevels(host)
  const [wishes, setWishes] = useState<Wishes>({
    live: { actor: 'human', scheme: '', model: '', skill: 80 },
  })
  const [session, setSession] = useState<RecordingSession>()
  const [stage, setStage] = useState<Stage>()
  const [pending, refresh] = usePending()
  useEffect(() => {
    if (session) return () => void session.close()
    return undefined
  }, [session])

  const choices = choicesOf(wishes, {
    levels: levels.usable,
    models: library.models.value,
    datasets,
    preferred,
  })
  const { body, chosen, name, driver } = choices
  const setting = useMemo(
    () => chosen && recordingSetting(body, chosen.level, name),
    [chosen?.level, body, name],
  )
  const source = useSource(setting, session)

  const start = () => {
    if (!chosen || !driver) return
    const plan = {
      level: levels.raw(chosen.id),
      levelId: chosen.id,
      body,
      driver,
      controller: controllerOf(driver, body),
    }
    setSession(new RecordingSession(host, plan, openSimulation))
  }
  const decide = async (keep: boolean, again: boolean) => {
    const now = session
    if (!keep)
      await now?.discard().catch((error: unknown) => toasts.error('Could not discard the episode', error))
    refresh()
    if (again) start()
    else setSession(undefined)
  }

  const unread = unreadOf(levels, library)
  if (unread) return <Unread {...unread} />
  return (
    <Scene
      testId="record"
      running={session !== undefined}
      picture={
        <>
          <LazyStage
            setting={setting}
            source={source}
            label={
              session
                ? 'The episode that is being recorded'
                : `The ${bodies[body].title.toLowerCase()} at the start`
            }
            quality={qualityOf(router.route.value.params)}
            onStage={setStage}
          />
          {session && (
            <RecordingView
              session={session}
              stage={stage}
              onKeep={(again) => void decide(true, again)}
              onDiscard={(again) => void decide(false, again)}
              onLeave={() => void decide(true, false)}
            />
          )}
        </>
      }
    >
      <RecordSide
        choices={choices}
        ready={levels.ready && library.ready.value}
        pending={pending}
        preferred={preferred}
        onWishes={(change) => setWishes({ ...wishes, ...change })}
        onPending={refresh}
        onStart={start}
      />
    </Scene>
  )
}
