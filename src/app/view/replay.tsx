import { useEffect, useMemo, useState } from 'preact/hooks'
import type { ReplayEpisode } from '../../host/contract.js'
import { bodyOf } from '../../sim/bodies.js'
import { terrainOf } from '../../sim/terrain.js'
import { openSimulation } from '../simulation/client.js'
import type { ReplayedMessage } from '../simulation/protocol.js'
import { Button, Icon, Notice, Segmented, Spinner } from '../ui/index.js'
import { Reel } from './reel.js'
import type { Setting } from './scenario.js'
import type { Stage } from './stage.js'
import { StageView } from './stageView.js'
import './stage.css'

type State =
  | { kind: 'working'; message: string }
  | { kind: 'ready'; film: ReplayedMessage }
  | { kind: 'failed'; message: string }

const speeds = ['0.25', '0.5', '1', '2', '4'] as const

/**
 * An episode of a data set again, in 3D: simulated from its seed and its applied actions, compared with the stored
 * observations. Where the two part it says so, and shows what was stored on request.
 */
export function Replay({ episode, height = '24rem' }: { episode: ReplayEpisode; height?: string }) {
  const [state, setState] = useState<State>({ kind: 'working', message: 'Replaying' })
  useEffect(() => {
    setState({ kind: 'working', message: 'Replaying' })
    const simulation = openSimulation((message) => {
      if (message.type === 'replayed') setState({ kind: 'ready', film: message })
      else if (message.type === 'loading') setState({ kind: 'working', message: message.message })
      else if (message.type === 'failed') setState({ kind: 'failed', message: message.message })
    })
    simulation.post({
      type: 'replay',
      envId: episode.envId,
      envOptions: episode.envOptions,
      resetOptions: episode.resetOptions,
      seed: episode.seed,
      actionSize: episode.actionSize,
      observationSize: episode.observationSize,
      actions: Float32Array.from(episode.actions),
      observations: Float32Array.from(episode.observations),
    })
    return () => simulation.close()
  }, [episode])
  if (state.kind === 'failed')
    return (
      <Notice tone="danger" title="The episode cannot be replayed.">
        {state.message}
      </Notice>
    )
  return (
    <div class="replay">
      {state.kind === 'working' ? (
        <div class="replay-stage" style={{ height }}>
          <div class="replay-wait">
            <Spinner label={`${state.message}…`} />
          </div>
        </div>
      ) : (
        <Film episode={episode} film={state.film} height={height} />
      )}
    </div>
  )
}

function Film({ episode, film, height }: { episode: ReplayEpisode; film: ReplayedMessage; height: string }) {
  const [shows, setShows] = useState<'simulated' | 'stored'>('simulated')
  const [speed, setSpeed] = useState<string>('1')
  const [playing, setPlaying] = useState(true)
  const [time, setTime] = useState(0)
  const [stage, setStage] = useState<Stage>()
  const reel = useMemo(() => new Reel(shows === 'stored' && film.stored ? film.stored : film), [film, shows])
  const setting = useMemo<Setting>(() => {
    const body = bodyOf(episode.envId)
    const terrain = terrainOf(episode.envOptions.level ?? {})
    return {
      body,
      terrain,
      look: 'day',
      lanes: [{ name: episode.controller }],
      finish: Infinity,
      reach: Math.max(20, body.typicalSpeed * film.times.at(-1)!),
    }
  }, [episode, film])
  useEffect(() => {
    reel.seek(time)
    reel.playing = playing
  }, [reel])
  useEffect(() => {
    reel.speed = Number(speed)
  }, [reel, speed])
  const play = (on: boolean) => {
    if (on && reel.time >= reel.length) reel.seek(0)
    reel.playing = on
    setPlaying(on)
  }
  const seek = (to: number) => {
    reel.seek(to)
    setTime(reel.time)
  }
  const step = Math.min(Math.floor(time / film.controlStep), episode.length - 1)
  const agrees = film.agreeingSteps === episode.length
  return (
    <>
      <div
        class="replay-stage"
        style={{ height }}
        data-testid="replay"
        data-agrees={agrees}
        data-time={time.toFixed(2)}
      >
        <StageView
          setting={setting}
          source={reel}
          label="The recorded episode, replayed"
          onStage={setStage}
          onDraw={(now) => {
            // Ten figures a second are enough to read; more would only cost.
            if (Math.abs(now - time) > 0.1 || reel.playing !== playing) {
              setTime(now)
              setPlaying(reel.playing)
            }
          }}
        />
        <div class="replay-figures">
          <span>
            step <strong>{step + 1}</strong> of {episode.length}
          </span>
        </div>
      </div>
      <div class="replay-bar">
        <Button
          size="s"
          icon={playing ? 'pause' : 'play'}
          label={playing ? 'Pause' : 'Play'}
          onClick={() => play(!playing)}
          testId="replay-play"
        />
        <input
          class="replay-scrub"
          type="range"
          min={0}
          max={reel.length}
          step={film.controlStep}
          value={time}
          aria-label="Time in the episode"
          aria-valuetext={`${time.toFixed(1)} s`}
          onInput={(event) => seek(event.currentTarget.valueAsNumber)}
          data-testid="replay-scrub"
        />
        <span class="replay-time">
          {time.toFixed(1)} of {reel.length.toFixed(1)} s
        </span>
        <Segmented
          label="Speed"
          hideLabel
          value={speed}
          options={speeds.map((value) => ({ value, label: `${value}×` }))}
          onChange={setSpeed}
        />
        <Button size="s" icon="watch" label="Change the camera" onClick={() => stage?.nextView()} />
      </div>
      {agrees ? (
        <p class="replay-verdict">
          <Icon name="check" /> Every one of the {episode.length} observations is the same, bit for bit.
        </p>
      ) : (
        <Notice
          tone="warn"
          title={
            film.agreeingSteps === 0
              ? 'The replay does not start where the recording did.'
              : `The replay leaves the recording after step ${film.agreeingSteps}.`
          }
        >
          Its observations differ by up to {film.largestDifference.toPrecision(2)}. The episode may be cut
          from a longer one, or come from another simulator or version.
          {film.stored && (
            <Segmented
              label="What to show"
              hideLabel
              value={shows}
              options={[
                { value: 'simulated', label: 'The replay' },
                { value: 'stored', label: 'What was stored' },
              ]}
              onChange={setShows}
            />
          )}
        </Notice>
      )}
    </>
  )
}
