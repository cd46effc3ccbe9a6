import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { bodies, raceLength } from '../../../game/index.js'
import type { HostClient } from '../../../host/contract.js'
import { bodyOf } from '../../../sim/bodies.js'
import { Terrain } from '../../../sim/terrain.js'
import { useApp } from '../../shell/app.js'
import { openSimulation } from '../../simulation/client.js'
import { Skeleton } from '../../ui/index.js'
import type { Setting } from '../../view/scenario.js'
import { AtRest, until } from '../../view/source.js'
import type { Stage } from '../../view/stage.js'
import { LazyStage } from '../../view/lazyStage.js'
import { qualityOf } from '../../view/quality.js'
import { laneLabel } from './figures.js'
import {
  firstLineUp,
  fitted,
  lanePlans,
  type LineUp,
  type PlayableLevel,
  withModel,
  withSkills,
} from './lineUp.js'
import { LineUpForm } from './lineUpForm.js'
import { RaceSession } from './raceSession.js'
import { RaceView } from './raceView.js'
import { Unread } from './unread.js'
import { parseSkills } from './skillsParam.js'
import { useLevels } from './useLevels.js'
import './play.css'

/** How long the picture waits for the next change of the line-up, ms. */
const SETTLE = 150

/** Play: put a line-up together in front of the track, race, read the results, again. */
export function PlayPanel({ host }: { host: HostClient }) {
  const { library, router, toasts } = useApp()
  const models = library.models.value
  const ready = library.ready.value
  const levels = useLevels(host)
  const [lineUp, setLineUp] = useState<LineUp>()
  const [session, setSession] = useState<RaceSession>()
  const [stage, setStage] = useState<Stage>()
  const [focus, setFocus] = useState(0)
  const { model: wantedModel, skills: wantedSkills } = router.route.value.params

  useEffect(() => {
    if (!ready || !levels.ready || lineUp) return
    let gone = false
    const begin = (stored: unknown) =>
      gone || setLineUp(firstLineUp(stored, { levels: levels.usable, models: library.models.value }))
    host.call('settings.get', {}).then(
      (settings) => begin(settings.play),
      () => begin(undefined),
    )
    return () => {
      gone = true
    }
  }, [ready, levels.ready])
  useEffect(() => {
    const model = models.find(({ id }) => id === wantedModel)
    if (!lineUp || wantedModel === undefined) return
    if (!model) toasts.show({ message: `The model ${wantedModel} is not in the library.`, tone: 'danger' })
    else {
      const skills = parseSkills(wantedSkills)
      setLineUp(skills ? withSkills(lineUp, model, skills, { models }) : withModel(lineUp, model, { models }))
    }
  }, [wantedModel, wantedSkills, lineUp === undefined])
  useEffect(() => () => session?.close(), [session])

  const level = levels.usable.find(({ id }) => id === lineUp?.level)
  const setting = useStageSetting(lineUp, level, models, session !== undefined)
  const source = useMemo(() => {
    if (!setting) return undefined
    const rest = new AtRest(setting.body, setting.terrain.surfaceAt(0))
    return session ? until(rest, session.source) : rest
  }, [setting, session])

  // A turned dial changes a name, not the picture.
  useEffect(() => {
    if (!lineUp || session) return
    lanePlans(lineUp, models).forEach(({ name, driver }, lane) => {
      const ask = driver.kind === 'human' ? undefined : { skill: driver.skill, targetReturn: 0 }
      stage?.rename(lane, laneLabel(name, ask))
    })
  }, [lineUp, stage, setting, session, models])

  const start = (chosen: LineUp) => {
    const found = levels.usable.find(({ id }) => id === chosen.level)
    if (!found) return
    host
      .call('settings.set', { play: chosen })
      .catch((error) => toasts.error('The line-up is not remembered', error))
    setLineUp(chosen)
    setFocus(0)
    setSession(
      new RaceSession(
        {
          type: 'race',
          level: levels.raw(chosen.level),
          levelId: chosen.level,
          body: chosen.body,
          lanes: lanePlans(chosen, models),
        },
        openSimulation,
      ),
    )
  }

  const unread = levels.error ?? (library.ready.value ? undefined : library.error.value?.message)
  if (unread !== undefined)
    return (
      <Unread
        what={levels.error === undefined ? 'library' : 'levels'}
        reason={unread}
        onRetry={levels.error === undefined ? () => void library.refresh() : levels.retry}
      />
    )
  return (
    <div class={`play${session ? ' is-racing' : ''}`} data-testid="play">
      <div class="play-stage">
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
            onScriptedInstead={(model) => {
              const bots = lineUp.bots.map((bot) =>
                bot.model === model ? { ...bot, model: undefined } : bot,
              )
              start({ ...lineUp, bots })
            }}
          />
        )}
      </div>
      {!session &&
        (lineUp ? (
          <LineUpForm
            lineUp={lineUp}
            levels={levels.usable}
            models={models}
            badLevels={levels.problems}
            onChange={setLineUp}
            onStart={() => start(fitted(lineUp, { models }))}
          />
        ) : (
          <div class="play-form" aria-busy="true">
            <div class="play-form-scroll">
              <Skeleton height="2rem" />
              <Skeleton lines={4} height="3rem" />
            </div>
          </div>
        ))}
    </div>
  )
}

/** The picture of a line-up; the same object as long as nothing in it changes, so that a race begins without a break. */
function useStageSetting(
  lineUp: LineUp | undefined,
  level: PlayableLevel | undefined,
  models: readonly { id: string; title: string; envId: string }[],
  racing: boolean,
): Setting | undefined {
  const names = lineUp ? lanePlans(lineUp, models).map(({ name }) => name) : []
  const key = lineUp && level ? JSON.stringify([level.id, lineUp.body, names]) : ''
  const settled = useSettled(key, racing)
  const last = useRef<Setting>(undefined)
  return useMemo(() => {
    if (!lineUp || !level || settled === '' || names.length === 0) return last.current
    const body = bodyOf(bodies[lineUp.body].envId)
    const terrain = new Terrain(level.level.terrain)
    const finish = raceLength(level.level.rules)
    const reach = Number.isFinite(finish) ? finish : body.typicalSpeed * level.level.rules.timeLimit
    last.current = {
      body,
      terrain,
      look: level.level.look,
      lanes: names.map((name) => ({ name })),
      finish,
      reach,
    }
    return last.current
  }, [settled])
}

/** A value that has stood still for a moment; at once where `now`. */
function useSettled(value: string, now: boolean): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    if (now || settled === '') return setSettled(value)
    const timer = setTimeout(() => setSettled(value), SETTLE)
    return () => clearTimeout(timer)
  }, [value, now])
  return now ? value : settled
}
