import {
  Color3,
  DirectionalLight,
  type Engine,
  HemisphericLight,
  RenderingGroup,
  Scene,
  ShadowGenerator,
  type SubMesh,
  type TransformNode,
  Vector3,
} from 'babylonjs'
import type { BodyDescription, Terrain } from '../../sim/index.js'
import { addArch } from './arches.js'
import { colour, laneDepth } from './axes.js'
import { addGround, cutProfile } from './ground.js'
import { laneColour, type LookName, looks } from './looks.js'
import { DistanceMarks } from './marks.js'
import type { Quality } from './quality.js'
import { coatMaterial, Racer } from './racer.js'
import { addScenery } from './scenery.js'
import { addSky } from './sky.js'
import type { PoseSource } from './source.js'

/** What a stage shows. */
export interface Setting {
  body: BodyDescription
  terrain: Terrain
  look: LookName
  /** One a lane, nearest first; `colour` picks from the lane colours, by default the lane's own. */
  lanes: readonly { name: string; colour?: string }[]
  /** Metres to the finish, Infinity where there is none. */
  finish: number
  /** How far runners may get, m: what is built of scenery and ground. */
  reach: number
}

/** Trees and hills before the start and after the end, m. */
const MARGIN = 60
/** Ground after the end, m: nobody gets farther while the others are still on their way. */
const RUN_OUT = 300
/** The start's arch stands behind the runners, so that it hides nobody, m. */
const START_ARCH = -2
/** Half the side of the square around the runner that has shadows, m. */
const SHADOW_REACH = 13

/** Everything in one picture: place, light, bodies. Built anew for another setting; it owns its scene. */
export class Scenario {
  readonly scene: Scene
  private readonly racers: Racer[]
  private readonly marks: DistanceMarks
  private readonly poses: Float32Array
  private readonly sun: DirectionalLight
  private readonly scenery: TransformNode
  private readonly casters
  private shadows?: ShadowGenerator

  constructor(
    engine: Engine,
    readonly setting: Setting,
  ) {
    const { body, terrain, lanes, finish, reach } = setting
    const look = looks[setting.look]
    const scene = (this.scene = new Scene(engine))
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
    this.sun = new DirectionalLight('sun', Vector3.FromArray(look.sunDirection).normalize(), scene)
    this.sun.diffuse = colour(look.sun)
    this.sun.specular = new Color3(0.6, 0.6, 0.55)
    this.sun.intensity = look.sunStrength

    addSky(scene, look)
    const span = [-MARGIN, reach + MARGIN] as const
    addGround(scene, look, cutProfile(terrain.profile, -MARGIN, reach + RUN_OUT), lanes.length)
    this.marks = new DistanceMarks(scene, look, terrain, lanes.length)
    const arch = { terrain, lanes: lanes.length }
    const arches = addArch(scene, {
      ...arch,
      text: 'START',
      colour: '#2f9fd0',
      x: START_ARCH,
      chequered: false,
    })
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
    this.poses = new Float32Array(3 * body.links.length * lanes.length)
  }

  get lanes(): number {
    return this.racers.length
  }

  /** Moves everybody to where the source has them; where lane `focused` is then, undefined while there is nothing. */
  move(
    source: PoseSource,
    now: number,
    seconds: number,
    focused: number,
  ): { x: number; height: number; depth: number } | undefined {
    const { body, terrain } = this.setting
    if (!source.draw(now, this.poses)) return undefined
    const size = 3 * body.links.length
    this.racers.forEach((racer, lane) =>
      racer.pose(this.poses, lane * size, terrain.surfaceAt(this.poses[lane * size]), seconds),
    )
    const { x, y } = this.racers[focused].position
    const ground = terrain.surfaceAt(x)
    this.marks.follow(x)
    this.sun.position.set(x, ground, 0).subtractInPlace(this.sun.direction.scale(22))
    return {
      x,
      height: ground + 0.62 + 0.3 * (y - ground - 0.7),
      depth: laneDepth(focused, this.lanes) * 0.6,
    }
  }

  rename(lane: number, name: string): void {
    this.racers[lane]?.rename(name)
  }

  apply({ anisotropy, scenery, shadowMap }: Quality): void {
    for (const texture of this.scene.textures) texture.anisotropicFilteringLevel = anisotropy
    this.scenery.setEnabled(scenery)
    for (const racer of this.racers) racer.blobVisible = shadowMap === 0
    this.shadows?.dispose()
    this.shadows = undefined
    if (shadowMap === 0) return
    const shadows = (this.shadows = new ShadowGenerator(shadowMap, this.sun))
    shadows.usePercentageCloserFiltering = true
    shadows.filteringQuality = ShadowGenerator.QUALITY_MEDIUM
    shadows.bias = 0.004
    shadows.normalBias = 0.012
    shadows.darkness = 0.25
    this.sun.autoUpdateExtends = false
    this.sun.autoCalcShadowZBounds = false
    this.sun.orthoLeft = this.sun.orthoBottom = -SHADOW_REACH
    this.sun.orthoRight = this.sun.orthoTop = SHADOW_REACH
    this.sun.shadowMinZ = 1
    this.sun.shadowMaxZ = 50
    for (const mesh of this.casters) shadows.addShadowCaster(mesh, false)
  }

  dispose(): void {
    this.shadows?.dispose()
    this.scene.dispose()
  }
}
