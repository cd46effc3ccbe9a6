import { Button, Segmented } from '../../ui/index.js'
import './filmBar.css'

const speeds = ['0.25', '0.5', '1', '2', '4'] as const

/** Plays, stops and moves through an episode. Times in s. */
export function FilmBar({
  playing,
  time,
  length,
  step,
  speed,
  onPlay,
  onSeek,
  onSpeed,
  onCamera,
}: {
  playing: boolean
  time: number
  length: number
  step: number
  speed: string
  onPlay: (on: boolean) => void
  onSeek: (time: number) => void
  onSpeed: (speed: string) => void
  onCamera: () => void
}) {
  return (
    <div class="film-bar">
      <Button
        size="s"
        icon={playing ? 'pause' : 'play'}
        label={playing ? 'Pause' : 'Play'}
        onClick={() => onPlay(!playing)}
        testId="replay-play"
      />
      <input
        class="film-scrub"
        type="range"
        min={0}
        max={length}
        step={step}
        value={time}
        aria-label="Time in the episode"
        aria-valuetext={`${time.toFixed(1)} s`}
        onInput={(event) => onSeek(event.currentTarget.valueAsNumber)}
        data-testid="replay-scrub"
      />
      <span class="film-time">
        {time.toFixed(1)} of {length.toFixed(1)} s
      </span>
      <Segmented
        label="Speed"
        hideLabel
        value={speed}
        options={speeds.map((value) => ({ value, label: `${value}×` }))}
        onChange={onSpeed}
      />
      <Button size="s" icon="watch" label="Change the camera" onClick={onCamera} />
    </div>
  )
}
