import {
  type AbstractMesh,
  Color3,
  DynamicTexture,
  type Material,
  MeshBuilder,
  type Scene,
  StandardMaterial,
  TransformNode,
  Vector3,
} from 'babylonjs'
import type { BodyDescription } from '../../sim/index.js'
import { colour } from './axes.js'
import { costumeOf, tailRoot } from './costume.js'
import { speckles } from './ground.js'
import { joined } from './parts.js'
import { Tail } from './tail.js'

/** One body on the track: meshes that follow the poses of its links. */
export class Racer {
  /** What casts shadows. */
  readonly meshes: AbstractMesh[]
  private readonly links: TransformNode[]
  private readonly label: AbstractMesh
  private readonly tag: DynamicTexture
  private readonly blob: AbstractMesh
  private readonly tail?: Tail

  constructor(
    private readonly scene: Scene,
    private readonly body: BodyDescription,
    name: string,
    private readonly laneColour: string,
    private readonly depth: number,
    material: Material,
  ) {
    const costume = costumeOf(body)
    this.links = []
    this.meshes = []
    for (const link of body.links) {
      const mesh = joined(link.name, costume(scene, link, laneColour))
      mesh.material = material
      mesh.receiveShadows = true
      mesh.position.z = depth
      this.links.push(mesh)
      this.meshes.push(mesh)
    }
    if (tailRoot(body)) {
      this.tail = new Tail(scene, material, laneColour)
      this.meshes.push(this.tail.mesh)
    }
    this.tag = new DynamicTexture('name', TAG, scene, true)
    this.label = nameTag(scene, this.tag)
    this.rename(name)
    this.blob = blobShadow(scene)
  }

  /** Middle of the torso in the scene. */
  get position(): Vector3 {
    return this.links[0].position
  }

  /** Writes another name on the tag over its head. */
  rename(name: string): void {
    writeTag(this.tag, name, this.laneColour)
  }

  set blobVisible(visible: boolean) {
    this.blob.isVisible = visible
  }

  /** `poses`: (x, z, angle) of every link from `offset` on. `ground` is the ground's height under the torso. */
  pose(poses: Float32Array, offset: number, ground: number, seconds: number): void {
    this.links.forEach((node, i) => {
      const at = offset + 3 * i
      node.position.x = poses[at]
      node.position.y = poses[at + 1]
      node.rotation.z = -poses[at + 2]
    })
    const torso = this.links[0].position
    this.label.position.set(torso.x, torso.y + TAG_HEIGHT, this.depth)
    // About the same size on the screen from everywhere: a name is there to be read.
    const distance = Vector3.Distance(this.label.position, this.scene.activeCamera!.globalPosition)
    const engine = this.scene.getEngine()
    const small = FULL_HEIGHT / (engine.getRenderHeight() * engine.getHardwareScalingLevel())
    this.label.scaling.setAll(distance * TAG_SCALE * Math.min(2.2, Math.max(1, small)))
    this.blob.position.set(torso.x, ground + 0.02, this.depth)
    const root = tailRoot(this.body)
    if (!root || !this.tail) return
    const angle = poses[offset + 2]
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    const at = new Vector3(torso.x + root.x * c + root.y * s, torso.y + root.y * c - root.x * s, this.depth)
    this.tail.follow(at, new Vector3(-c, s, 0), seconds)
  }
}

/** The one material of all racers: colours come from the vertices, spots from this texture. */
export function coatMaterial(scene: Scene): StandardMaterial {
  const size = 512
  const texture = new DynamicTexture('coat', size, scene, true)
  const context = texture.getContext() as CanvasRenderingContext2D
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, size, size)
  for (const [u, v, w] of speckles(150, 11)) {
    context.fillStyle = `rgb(50 28 12 / ${55 + 30 * w}%)`
    context.beginPath()
    const [x, y] = [16 + u * (size - 24), 16 + v * (size - 24)]
    context.ellipse(x, y, 7 + 8 * w, 5 + 5 * w, 6 * w, 0, 2 * Math.PI)
    context.fill()
  }
  texture.update()
  const material = new StandardMaterial('coat', scene)
  material.diffuseTexture = texture
  material.specularColor = new Color3(0.12, 0.12, 0.12)
  material.specularPower = 24
  return material
}

/** Above the torso, m. */
const TAG_HEIGHT = 0.74
/** Size of a name for every metre that it is away. */
const TAG_SCALE = 0.078
/** In pictures lower than this, names are larger to stay readable, screen pixels. */
const FULL_HEIGHT = 640
/** Pixels of a name's texture. */
const TAG = { width: 512, height: 128 }

function nameTag(scene: Scene, texture: DynamicTexture): AbstractMesh {
  texture.hasAlpha = true
  const plane = MeshBuilder.CreatePlane('name', { width: 1.5, height: 0.375 }, scene)
  const material = new StandardMaterial('name', scene)
  material.diffuseTexture = texture
  material.opacityTexture = texture
  material.emissiveColor = Color3.White()
  material.disableLighting = true
  material.fogEnabled = false
  plane.material = material
  plane.billboardMode = TransformNode.BILLBOARDMODE_ALL
  plane.isPickable = false
  plane.renderingGroupId = 1
  return plane
}

function writeTag(texture: DynamicTexture, name: string, laneColour: string): void {
  const { width, height } = TAG
  const context = texture.getContext() as CanvasRenderingContext2D
  context.clearRect(0, 0, width, height)
  context.font = '700 58px system-ui, sans-serif'
  const wide = Math.min(width - 8, context.measureText(name).width + 90)
  context.fillStyle = 'rgb(12 15 16 / 82%)'
  context.beginPath()
  context.roundRect((width - wide) / 2, 18, wide, 92, 46)
  context.fill()
  context.fillStyle = laneColour
  context.beginPath()
  context.arc((width - wide) / 2 + 44, 64, 16, 0, 2 * Math.PI)
  context.fill()
  context.fillStyle = '#ffffff'
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  context.fillText(name, (width - wide) / 2 + 74, 67, wide - 96)
  texture.update()
}

/** A soft dark spot: the shadow of those who cannot afford one. */
function blobShadow(scene: Scene): AbstractMesh {
  const size = 64
  const texture = new DynamicTexture('blob', size, scene, false)
  texture.hasAlpha = true
  const context = texture.getContext() as CanvasRenderingContext2D
  const gradient = context.createRadialGradient(32, 32, 4, 32, 32, 31)
  gradient.addColorStop(0, 'rgb(0 0 0 / 55%)')
  gradient.addColorStop(1, 'rgb(0 0 0 / 0%)')
  context.fillStyle = gradient
  context.fillRect(0, 0, size, size)
  texture.update()
  const disc = MeshBuilder.CreateGround('blob', { width: 1.5, height: 0.7 }, scene)
  const material = new StandardMaterial('blob', scene)
  material.diffuseColor = colour('#000000')
  material.opacityTexture = texture
  material.disableLighting = true
  material.zOffset = -2
  disc.material = material
  disc.isPickable = false
  return disc
}
