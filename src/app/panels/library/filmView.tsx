import { useEffect, useMemo, useState } from 'preact/hooks'
import type { ReplayEpisode } from '../../../host/window.js'
import type { ReplayedMessage } from '../../simulation/protocol.js'
import { Reel } from '../../view/reel.js'
import type { Stage } from '../../view/stage.js'
import { StageView } from '../../view/stageView.js'
import { filmSetting, parting, stepAt } from './film.js'
import { FilmBar } from './filmBar.js'
import { FilmVerdict, type Shows } from './filmVerdict.js'

/** A simulated episode on its stage, with what moves through it and how it compares with what was stored. */
export function Film({ episode, film }: { episode: ReplayEpisode; film: ReplayedMessage }) {
  const [shows, setShows] = useState<Shows>('simulated')
  const [speed, setSpeed] = useState('1')
  const [playing, setPlaying] = useState(true)
  const [time, setTime] = useState(0)
  const [stage, setStage] = useState<Stage>()
  const reel = useMemo(() => new Reel(shows === 'stored' && film.stored ? film.stored : film), [film, shows])
  const setting = useMemo(() => filmSetting(episode, film), [episode, film])
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
  const parted = parting(film, episode.length)
  return (
    <>
      <div
        class="replay-stage"
        data-testid="replay"
        data-agrees={parted === undefined}
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
            step <strong>{stepAt(time, film.controlStep, episode.length)}</strong> of {episode.length}
          </span>
        </div>
      </div>
      <FilmBar
        playing={playing}
        time={time}
        length={reel.length}
        step={film.controlStep}
        speed={speed}
        onPlay={play}
        onSeek={seek}
        onSpeed={setSpeed}
        onCamera={() => stage?.nextView()}
      />
      <FilmVerdict parted={parted} film={film} steps={episode.length} shows={shows} onShows={setShows} />
    </>
  )
}
