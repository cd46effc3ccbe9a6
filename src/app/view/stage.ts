import {
  Color3,
  DirectionalLight,
  Engine,
  HemisphericLight,
  RenderingGroup,
  Scene,
  ShadowGenerator,
  type SubMesh,
  type TransformNode,
  Vector3,
} from 'babylonjs'
import type { BodyDescription } from '../../sim/body.js'
import type { Terrain } from '../../sim/terrain.js'
import { addArch } from './arches.js'
import { colour, laneDepth } from './axes.js'
import { FollowCamera } from './followCamera.js'
import { addGround, cutProfile } from './ground.js'
import { laneColour, type LookName, looks } from './looks.js'
import { DistanceMarks } from './marks.js'
import { Playout, type PoseFrame } from './playout.js'
import { firstQuality, isSoftware, type Quality, QualityControl } from './quality.js'
import { coatMaterial, Racer } from './racer.js'
import { addScenery } from './scenery.js'
import { addSky } from './sky.js'

export interface StageOptions {
  canvas: HTMLCanvasElement
  body: BodyDescription
  terrain: Terrain
  look: LookName
  /** One a lane, nearest first; `colour` picks from the lane colours, by default the lane's own. */
  lanes: readonly { name: string; colour?: string }[]
  /** Seconds between two frames of the simulation. */
  controlStep: number
  /** Metres to the finish, Infinity where there is none. */
  finish: number
  /** How far runners may get, m: what is built of scenery and ground. */
  reach: number
  /** Called for every drawn frame with the simulated time on the screen. */
  onDraw?: (time: number) => void
}

/** Ground that is drawn before the start and after the end. */
const MARGIN = 60

/**
 * The picture of a race, a recording or a replay. It is fed frames of poses and reads nothing else; it lives on one
 * canvas until `dispose`.
 */
export class Stage {
  readonly camera: FollowCamera
  private readonly engine: Engine
  private readonly scene: Scene
  private readonly racers: Racer[]
  private readonly marks: DistanceMarks
  private readonly playout: Playout
  private readonly poses: Float32Array
  private readonly sun: DirectionalLight
  private readonly sunDirection: Vector3
  private readonly scenery: TransformNode
  private readonly quality: QualityControl
  private readonly casters
  private readonly resizer: ResizeObserver
  private shadows?: ShadowGenerator
  private focused = 0
  private speed = 0
  private steering = { turn: 0, zoom: 0 }

  constructor(private readonly options: StageOptions) {
    const { canvas, body, terrain, lanes, controlStep, finish, reach } = options
    const look = looks[options.look]
    const renderer = rendererOf()
    const antialias = !isSoftware(renderer)
    this.engine = new Engine(canvas, antialias, {
      preserveDrawingBuffer: false,
      stencil: false,
      powerPreference: 'high-performance',
    })
    this.engine.enableOfflineSupport = false
    const scene = (this.scene = new Scene(this.engine))
    scene.skipPointerMovePicking = true
    scene.fogMode = Scene.FOGMODE_LINEAR
    scene.fogColor = colour(look.skyHorizon)
    scene.fogStart = 35
    scene.fogEnd = 230
    scene.imageProcessingConfiguration.isEnabled = false
    // Near things first: what they cover is not shaded. The sky is the farthest, so it fills only what is left.
    scene.setRenderingOrder(0, RenderingGroup.frontToBackSortCompare as (a: SubMesh, b: SubMesh) => number)

    const ambient = new HemisphericLight('ambient', Vector3.Up(), scene)
    ambient.diffuse = colour(look.ambient)
    ambient.groundColor = colour(look.ambientGround)
    ambient.intensity = look.ambientStrength
    this.sunDirection = Vector3.FromArray(look.sunDirection).normalize()
    this.sun = new DirectionalLight('sun', this.sunDirection, scene)
    this.sun.diffuse = colour(look.sun)
    this.sun.specular = new Color3(0.6, 0.6, 0.55)
    this.sun.intensity = look.sunStrength

    addSky(scene, look)
    const span = [-MARGIN, reach + MARGIN] as const
    addGround(scene, look, cutProfile(terrain.profile, ...span), lanes.length)
    this.marks = new DistanceMarks(scene, look, terrain, lanes.length)
    const arch = { terrain, lanes: lanes.length }
    const arches = addArch(scene, { ...arch, text: 'START', colour: '#2f9fd0', x: 0, chequered: false })
    if (Number.isFinite(finish))
      arches.push(
        ...addArch(scene, { ...arch, text: 'FINISH', colour: '#c8f24a', x: finish, chequered: true }),
      )
    this.scenery = addScenery(scene, look, terrain, lanes.length, span)

    const coat = coatMaterial(scene)
    this.racers = lanes.map(
      ({ name, colour: own }, lane) =>
        new Racer(scene, body, name, own ?? laneColour(lane), laneDepth(lane, lanes.length), coat),
    )
    this.casters = [...arches, ...this.racers.flatMap((racer) => racer.meshes)]
    this.camera = new FollowCamera(scene, canvas)
    this.playout = new Playout(controlStep)
    this.poses = new Float32Array(3 * body.links.length * lanes.length)
    this.quality = new QualityControl(firstQuality(renderer))
    this.apply(this.quality.quality)
    this.resizer = new ResizeObserver(() => this.engine.resize())
    this.resizer.observe(canvas)
    this.engine.runRenderLoop(this.render)
  }

  /** Poses of all lanes, lane after lane, at a simulated time. */
  push(frame: PoseFrame): void {
    this.playout.push(frame, performance.now() / 1000)
  }

  /** The lane that the camera follows. */
  set focus(lane: number) {
    this.focused = Math.max(0, Math.min(lane, this.racers.length - 1))
  }

  get focus(): number {
    return this.focused
  }

  /** Turn and zoom while keys are held, −1 to 1 each. */
  steer(turn: number, zoom: number): void {
    this.steering = { turn, zoom }
  }

  set labels(visible: boolean) {
    for (const racer of this.racers) racer.labelVisible = visible
  }

  get qualityLevel(): number {
    return this.quality.quality.level
  }

  dispose(): void {
    this.resizer.disconnect()
    this.engine.stopRenderLoop()
    this.scene.dispose()
    this.engine.dispose()
  }

  private readonly render = () => {
    const milliseconds = this.engine.getDeltaTime()
    const seconds = Math.min(milliseconds / 1000, 0.1)
    if (this.playout.draw(performance.now() / 1000, this.poses)) this.move(seconds)
    this.scene.render()
    this.options.onDraw?.(this.playout.time)
    if (this.quality.frame(milliseconds)) this.apply(this.quality.quality)
  }

  private move(seconds: number): void {
    const { body, terrain, lanes } = this.options
    const size = 3 * body.links.length
    const before = this.racers[this.focused].position.x
    this.racers.forEach((racer, lane) =>
      racer.pose(this.poses, lane * size, terrain.surfaceAt(this.poses[lane * size]), seconds),
    )
    const { x, y } = this.racers[this.focused].position
    const speed = seconds > 0 ? (x - before) / seconds : 0
    this.speed += ((Math.abs(speed) < 30 ? speed : 0) - this.speed) * Math.min(1, seconds * 4)
    this.camera.steer(this.steering.turn, this.steering.zoom, seconds)
    const height = terrain.surfaceAt(x) + 0.62 + 0.3 * (y - terrain.surfaceAt(x) - 0.7)
    this.camera.follow(x, height, laneDepth(this.focused, lanes.length) * 0.6, this.speed, seconds)
    this.marks.follow(x)
    this.sun.position.set(x, terrain.surfaceAt(x), 0).subtractInPlace(this.sunDirection.scale(22))
  }

  private apply(quality: Quality): void {
    const ratio = Math.min(window.devicePixelRatio || 1, 2)
    this.engine.setHardwareScalingLevel(quality.scaling / (quality.level <= 1 ? ratio : 1))
    for (const texture of this.scene.textures) texture.anisotropicFilteringLevel = quality.anisotropy
    this.scenery.setEnabled(quality.scenery)
    for (const racer of this.racers) racer.blobVisible = quality.shadowMap === 0
    this.shadows?.dispose()
    this.shadows = undefined
    if (quality.shadowMap === 0) return
    const shadows = (this.shadows = new ShadowGenerator(quality.shadowMap, this.sun))
    shadows.usePercentageCloserFiltering = true
    shadows.filteringQuality = ShadowGenerator.QUALITY_MEDIUM
    shadows.bias = 0.004
    shadows.normalBias = 0.012
    shadows.darkness = 0.25
    this.sun.autoUpdateExtends = false
    this.sun.autoCalcShadowZBounds = false
    const reach = 13
    Object.assign(this.sun, { orthoLeft: -reach, orthoRight: reach, orthoTop: reach, orthoBottom: -reach })
    this.sun.shadowMinZ = 1
    this.sun.shadowMaxZ = 50
    for (const mesh of this.casters) shadows.addShadowCaster(mesh, false)
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
