import { useEffect, useRef, useState } from 'preact/hooks'
import { messageOf } from '../../platform/index.js'
import type { Setting } from './scenario.js'
import type { PoseSource } from './source.js'
import { Stage } from './stage.js'
import './stage.css'

/**
 * A canvas with a stage on it. `setting` must keep its identity while the picture shall stay; another one builds
 * another picture. Where there is no WebGL it says so in words, and everything around it goes on working.
 */
export function StageView({
  setting,
  source,
  focus = 0,
  label,
  quality,
  onDraw,
  onStage,
}: {
  setting: Setting | undefined
  /** Where the poses come from; another one does not build another picture. */
  source: PoseSource | undefined
  focus?: number
  /** What the picture shows, for who cannot see it. */
  label: string
  /** A quality to keep, 0 (best) to 5; read once. */
  quality?: number
  onDraw?: (time: number) => void
  onStage?: (stage: Stage | undefined) => void
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const stage = useRef<Stage>(undefined)
  const draw = useRef(onDraw)
  draw.current = onDraw
  const [error, setError] = useState<string>()
  useEffect(() => {
    try {
      stage.current = new Stage(canvas.current!, (time) => draw.current?.(time), quality)
    } catch (reason) {
      setError(messageOf(reason))
      return
    }
    onStage?.(stage.current)
    return () => {
      stage.current?.dispose()
      stage.current = undefined
      onStage?.(undefined)
    }
  }, [])
  useEffect(() => {
    if (setting) stage.current?.show(setting)
  }, [setting])
  useEffect(() => {
    if (stage.current) stage.current.source = source
  }, [source])
  useEffect(() => {
    if (stage.current) stage.current.focus = focus
  }, [focus, setting])
  if (error)
    return (
      <div class="stage-missing" role="alert">
        <strong>This window cannot draw in 3D.</strong>
        <span>
          WebGL is switched off or missing ({error}). Switch on hardware acceleration in the browser’s
          settings and open the page again. Figures and results work without it.
        </span>
      </div>
    )
  return <canvas ref={canvas} class="stage-canvas" role="img" aria-label={label} data-testid="stage" />
}
