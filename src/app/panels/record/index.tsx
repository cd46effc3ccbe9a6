import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import { bodies, type BodyName, envOptionsOf } from '../../../game/index.js'
import type { HostClient } from '../../../host/contract.js'
import { gaitOf } from '../../../policies/gaits.js'
import { keyboardSchemes } from '../../../policies/keyboard/schemes.js'
import { bodyOf } from '../../../sim/bodies.js'
import { Terrain } from '../../../sim/terrain.js'
import { useApp } from '../../shell/app.js'
import { openSimulation } from '../../simulation/client.js'
import { Segmented, SelectField, Skeleton } from '../../ui/index.js'
import type { Setting } from '../../view/scenario.js'
import { AtRest, until } from '../../view/source.js'
import type { Stage } from '../../view/stage.js'
import { LazyStage } from '../../view/lazyStage.js'
import { qualityOf } from '../../view/quality.js'
import { drivableBodies, modelsFor } from '../play/lineUp.js'
import { Unread } from '../play/unread.js'
import { useLevels } from '../play/useLevels.js'
import { BatchForm } from './batchForm.js'
import { BatchJobs } from './batchJobs.js'
import { controllerOf, driverOf, type LiveForm as LiveFields } from './form.js'
import { KeptEpisodes, type Pending } from './keptEpisodes.js'
import { LiveForm } from './liveForm.js'
import { RecordingSession } from './recordingSession.js'
import { RecordingView } from './recordingView.js'
import '../play/play.css'
import './record.css'

/** Record: play oneself or let a policy play, keep what is good, save it; or have a script play a whole batch. */
export function RecordPanel({ host }: { host: HostClient }) {
  const { library, router, toasts } = useApp()
  const models = library.models.value
  const datasets = library.datasets.value
  const preferred = router.route.value.params.dataset
  const levels = useLevels(host)
  const [mode, setMode] = useState<'live' | 'batch'>('live')
  const [chosenBody, setBody] = useState<BodyName>()
  const [chosenLevel, setLevel] = useState<string>()
  const [fields, setFields] = useState<LiveFields>({ actor: 'human', scheme: '', model: '', skill: 80 })
  const [session, setSession] = useState<RecordingSession>()
  const [stage, setStage] = useState<Stage>()
  const [pending, setPending] = useState<readonly Pending[]>([])

  const refresh = useCallback(() => {
    host
      .call('recording.pending', {})
      .then(setPending, (error) => toasts.error('The kept episodes are unknown', error))
  }, [host, toasts])
  useEffect(refresh, [refresh])
  useEffect(() => {
    if (session) return () => void session.close()
    return undefined
  }, [session])

  const drivable = drivableBodies({ models })
  const wanted = chosenBody ?? bodyOfDataset(datasets, preferred) ?? 'cheetah'
  const body = drivable.includes(wanted) ? wanted : (drivable[0] ?? 'cheetah')
  const { envId, title } = bodies[body]
  const fitting = levels.usable.filter(({ level }) => level.bodies.includes(body))
  const levelId = fitting.find(({ id }) => id === chosenLevel)?.id ?? fitting[0]?.id
  const level = fitting.find(({ id }) => id === levelId)?.level
  const schemes = keyboardSchemes(envId)
  const own = modelsFor(body, models)
  const hasGait = gaitOf(envId) !== undefined
  const live: LiveFields = {
    ...fields,
    actor: fields.actor === 'human' && schemes.length === 0 ? (hasGait ? 'scripted' : 'model') : fields.actor,
    scheme: schemes.find(({ name }) => name === fields.scheme)?.name ?? schemes[0]?.name ?? '',
    model: own.find(({ id }) => id === fields.model)?.id ?? own[0]?.id ?? '',
  }
  const driver = driverOf(live)
  const name = live.actor === 'human' ? 'You' : live.actor === 'scripted' ? 'Script' : live.model
  const setting = useMemo<Setting | undefined>(() => {
    if (!level) return undefined
    const description = bodyOf(envId)
    const terrain = new Terrain(level.terrain)
    return {
      body: description,
      terrain,
      look: level.look,
      lanes: [{ name }],
      finish: Infinity,
      reach: Math.max(terrain.length, description.typicalSpeed * 50),
    }
  }, [level, envId, name])
  const source = useMemo(() => {
    if (!setting) return undefined
    const rest = new AtRest(setting.body, setting.terrain.surfaceAt(0))
    return session ? until(rest, session.source) : rest
  }, [setting, session])

  const start = () => {
    if (!level || levelId === undefined || !driver) return
    setSession(
      new RecordingSession(
        host,
        {
          level: levels.raw(levelId),
          levelId,
          body,
          driver,
          controller: controllerOf(driver, body),
        },
        openSimulation,
      ),
    )
  }
  const decide = async (keep: boolean, again: boolean) => {
    const now = session
    if (!keep)
      await now?.discard().catch((error: unknown) => toasts.error('Could not discard the episode', error))
    refresh()
    if (again) start()
    else setSession(undefined)
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
    <div class={`play record${session ? ' is-racing' : ''}`} data-testid="record">
      <div class="play-stage">
        <LazyStage
          setting={setting}
          source={source}
          label={session ? 'The episode that is being recorded' : `The ${title.toLowerCase()} at the start`}
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
      </div>
      {!session && (
        <div class="play-form">
          <div class="play-form-scroll">
            <h1>Record</h1>
            {!levels.ready || !library.ready.value ? (
              <Skeleton lines={5} height="2.5rem" />
            ) : (
              <>
                <BatchJobs host={host} />
                <div class="record-fields">
                  <Segmented
                    label="What to record"
                    hideLabel
                    value={mode}
                    options={[
                      { value: 'live', label: 'One, live' },
                      { value: 'batch', label: 'A batch' },
                    ]}
                    onChange={setMode}
                  />
                  {drivable.length > 1 && (
                    <Segmented
                      label="Body"
                      value={body}
                      options={drivable.map((value) => ({ value, label: bodies[value].title }))}
                      onChange={setBody}
                    />
                  )}
                  <SelectField
                    label="Level"
                    value={levelId ?? ''}
                    options={fitting.map(({ id, level: each }) => ({ value: id, label: each.name }))}
                    onChange={setLevel}
                    hint={
                      level && level.terrain.length === 0
                        ? 'Flat ground, up to 1,000 steps.'
                        : level?.description
                    }
                    testId="record-level"
                  />
                  {mode === 'live' ? (
                    <LiveForm
                      fields={live}
                      schemes={schemes}
                      models={own}
                      hasGait={hasGait}
                      onChange={setFields}
                      onStart={start}
                    />
                  ) : (
                    <BatchForm
                      key={body}
                      host={host}
                      body={body}
                      level={level && Object.keys(envOptionsOf(level)).length > 0 ? (levelId ?? '') : ''}
                      datasets={datasets}
                    />
                  )}
                </div>
                {(mode === 'live' || pending.length > 0) && (
                  <KeptEpisodes
                    host={host}
                    pending={pending}
                    envId={envId}
                    datasets={datasets}
                    suggestion={`${body}-runs`}
                    preferred={preferred}
                    onChanged={refresh}
                  />
                )}
              </>
            )}
          </div>
        </div>
      )}
    </div>
  )
}

function bodyOfDataset(datasets: readonly { id: string; envId: string }[], id: string | undefined) {
  const found = datasets.find((dataset) => dataset.id === id)
  return found && (Object.keys(bodies) as BodyName[]).find((name) => bodies[name].envId === found.envId)
}
