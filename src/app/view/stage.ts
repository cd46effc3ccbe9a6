import { Engine } from 'babylonjs'
import { Breather } from './breather.js'
import { FollowCamera } from './followCamera.js'
import { firstQuality, isSoftware, type Quality, QualityControl } from './quality.js'
import { Scenario, type Setting } from './scenario.js'
import type { PoseSource } from './source.js'

/** How long a change may take to come to rest on the screen: a gliding camera, a texture that loads, ms. */
const AWAKE = 2000

const WAKING = ['pointerdown', 'pointermove', 'wheel'] as const

/**
 * A canvas that shows a race, a recording or a replay: the drawing loop, its quality and its camera. It reads poses
 * and nothing else; it lives until `dispose`.
 */
export class Stage {
  private readonly engine: Engine
  private readonly quality: QualityControl
  private readonly resizer: ResizeObserver
  private scenario?: Scenario
  private poses?: PoseSource
  private camera?: FollowCamera
  private focused = 0
  private speed = 0
  private lastX = 0
  private steering = { turn: 0, zoom: 0 }
  private lastDraw = 0
  /** A picture in which nothing moves is drawn until then, ms; whoever changes something in it wakes the stage. */
  private awakeUntil = 0
  private readonly breather: Breather

  /**
   * `onDraw` is called for every drawn frame, with the simulated time on the screen. `quality` pins a level; without
   * it the stage finds one that is fast enough.
   */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly onDraw: (time: number) => void = () => {},
    quality?: number,
  ) {
    const renderer = rendererOf()
    this.engine = new Engine(canvas, !isSoftware(renderer), {
      stencil: false,
      powerPreference: 'high-performance',
      loseContextOnDispose: true,
    })
    this.breather = new Breather(
      isSoftware(renderer) ? (canvas.getContext('webgl2') ?? undefined) : undefined,
    )
    this.engine.enableOfflineSupport = false
    this.quality = new QualityControl(firstQuality(renderer, quality), quality !== undefined)
    this.resizer = new ResizeObserver(() => {
      this.engine.resize()
      this.wake()
    })
    for (const event of WAKING) canvas.addEventListener(event, this.wake, { passive: true })
    this.resizer.observe(canvas)
    this.engine.runRenderLoop(this.render)
  }

  /** Another picture from now on. The camera keeps its angle and distance. */
  show(setting: Setting): void {
    const { camera: before, scenario: old } = this
    this.scenario = new Scenario(this.engine, setting)
    this.camera = new FollowCamera(this.scenario.scene, this.canvas, before)
    before?.dispose()
    old?.dispose()
    this.focus = Math.min(this.focused, setting.lanes.length - 1)
    this.apply(this.quality.quality)
  }

  /** Where the poses come from; may change while the picture stays, as when a race begins. */
  set source(source: PoseSource | undefined) {
    this.poses = source
    this.wake()
  }

  get source(): PoseSource | undefined {
    return this.poses
  }

  /** The lane that the camera follows. */
  set focus(lane: number) {
    this.wake()
    this.focused = Math.max(0, Math.min(lane, (this.scenario?.lanes ?? 1) - 1))
    this.speed = 0
    this.lastX = Number.NaN
  }

  get focus(): number {
    return this.focused
  }

  /** Another name over a runner's head. */
  rename(lane: number, name: string): void {
    this.scenario?.rename(lane, name)
    this.wake()
  }

  /** Glides to the next ready-made view of the camera and says its name. */
  nextView(): string {
    this.wake()
    return this.camera?.nextView() ?? ''
  }

  /** Turn and zoom while keys are held, −1 to 1 each. */
  steer(turn: number, zoom: number): void {
    this.steering = { turn, zoom }
    this.wake()
  }

  get qualityLevel(): number {
    return this.quality.quality.level
  }

  dispose(): void {
    this.resizer.disconnect()
    for (const event of WAKING) this.canvas.removeEventListener(event, this.wake)
    this.engine.stopRenderLoop()
    this.camera?.dispose()
    this.scenario?.dispose()
    this.engine.dispose()
  }

  private readonly wake = () => {
    this.awakeUntil = Math.max(this.awakeUntil, performance.now() + AWAKE)
  }

  /** Soon, when what changed has come to rest. */
  private rest(): void {
    this.awakeUntil = performance.now() + AWAKE
  }

  private readonly render = () => {
    const { scenario, camera } = this
    const { source } = this
    if (!scenario || !camera || !source) return
    const now = performance.now()
    if (this.steering.turn !== 0 || this.steering.zoom !== 0) this.wake()
    const still = source.still === true
    if ((still && now > this.awakeUntil) || !this.breather.mayDraw(now, still)) return
    const milliseconds = now - this.lastDraw
    this.lastDraw = now
    const seconds = Math.min(milliseconds / 1000, 0.1)
    const at = scenario.move(source, now / 1000, seconds, this.focused)
    if (at) {
      camera.steer(this.steering.turn, this.steering.zoom, seconds)
      camera.follow(at.x, at.height, at.depth, this.smoothSpeed(at.x, seconds), seconds)
      scenario.scene.render()
      this.breather.drew(now)
    }
    this.onDraw(source.time)
    if (!still && this.quality.frame(milliseconds)) this.apply(this.quality.quality)
  }

  /** m/s of the lane in focus; a leap (a respawn, another lane) is no speed. */
  private smoothSpeed(x: number, seconds: number): number {
    const speed = seconds > 0 ? (x - this.lastX) / seconds : 0
    this.lastX = x
    this.speed += ((Math.abs(speed) < 30 ? speed : 0) - this.speed) * Math.min(1, seconds * 4)
    return this.speed
  }

  private apply(quality: Quality): void {
    const ratio = Math.min(window.devicePixelRatio || 1, 2)
    this.engine.setHardwareScalingLevel(quality.scaling / (quality.level <= 1 ? ratio : 1))
    const { scenario } = this
    if (!scenario) return
    scenario.apply(quality)
    // Shaders are compiled meanwhile, and what is not ready is not drawn.
    this.awakeUntil = Infinity
    scenario.scene.executeWhenReady(() => {
      if (this.scenario === scenario) this.rest()
    })
    this.canvas.dataset.quality = String(quality.level)
  }
}

/** What draws: the name of the graphics adapter, or of the software that stands in for one. */
function rendererOf(): string {
  const context = document.createElement('canvas').getContext('webgl2')
  const info = context?.getExtension('WEBGL_debug_renderer_info')
  const name = context && info ? String(context.getParameter(info.UNMASKED_RENDERER_WEBGL)) : ''
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return name
}
