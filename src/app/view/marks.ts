import {
  Color3,
  DynamicTexture,
  type Mesh,
  MeshBuilder,
  type Scene,
  StandardMaterial,
  TransformNode,
} from 'babylonjs'
import type { Terrain } from '../../sim/index.js'
import { trackHalfWidth } from './axes.js'
import type { Look } from './looks.js'

/** Metres between two numbers. */
const EVERY = 10
/** Numbers that exist at a time: those around the camera. */
const POOL = 12

interface Mark {
  node: TransformNode
  texture: DynamicTexture
  board: DynamicTexture
  metres: number
}

/**
 * The distance every ten metres: painted on the grass in front of the track and on a board behind it. A few marks go
 * along with the camera and change their number, so that any length of race costs the same.
 */
export class DistanceMarks {
  private readonly marks: Mark[]

  constructor(
    scene: Scene,
    private readonly look: Look,
    private readonly terrain: Terrain,
    lanes: number,
  ) {
    const half = trackHalfWidth(lanes)
    this.marks = Array.from({ length: POOL }, (_, index) => this.build(scene, index, half))
  }

  /** Puts the marks around `x`, the middle of what is seen. */
  follow(x: number): void {
    const first = Math.max(0, Math.ceil((x - (POOL / 2) * EVERY) / EVERY))
    for (let i = 0; i < POOL; i++) {
      const number = first + i
      const mark = this.marks[number % POOL]
      if (mark.metres === number * EVERY) continue
      mark.metres = number * EVERY
      this.write(mark)
    }
  }

  private build(scene: Scene, index: number, half: number): Mark {
    const node = new TransformNode(`mark ${index}`, scene)
    const texture = new DynamicTexture(`number ${index}`, { width: 256, height: 128 }, scene, true)
    texture.hasAlpha = true
    const painted = MeshBuilder.CreateGround(`painted ${index}`, { width: 2.4, height: 1.2 }, scene)
    painted.material = paper(scene, texture, true)
    painted.position.set(1.35, 0.015, -half - 0.85)
    const board = new DynamicTexture(`board ${index}`, { width: 256, height: 128 }, scene, true)
    const sign = MeshBuilder.CreatePlane(`sign ${index}`, { width: 1.3, height: 0.65 }, scene)
    sign.material = paper(scene, board, false)
    sign.position.set(0, 0.75, half + 0.5)
    const post = MeshBuilder.CreateCylinder(
      `post ${index}`,
      { diameter: 0.07, height: 0.8, tessellation: 8 },
      scene,
    )
    const wood = new StandardMaterial('post', scene)
    wood.diffuseColor = Color3.FromHexString('#4a4f52')
    wood.specularColor = Color3.Black()
    post.material = wood
    post.position.set(0, 0.3, half + 0.56)
    for (const mesh of [painted, sign, post] as Mesh[]) {
      mesh.parent = node
      mesh.isPickable = false
    }
    return { node, texture, board, metres: -1 }
  }

  private write({ node, texture, board, metres }: Mark): void {
    const slope = (this.terrain.surfaceAt(metres + 0.6) - this.terrain.surfaceAt(metres - 0.6)) / 1.2
    node.position.set(metres, this.terrain.surfaceAt(metres), 0)
    node.rotation.z = Math.atan(slope)
    const text = String(metres)
    const paint = texture.getContext() as CanvasRenderingContext2D
    paint.clearRect(0, 0, 256, 128)
    lettering(paint, text, '900 104px system-ui, sans-serif', this.look.trackLine, 'left')
    texture.update()
    const plate = board.getContext() as CanvasRenderingContext2D
    plate.fillStyle = '#16201c'
    plate.fillRect(0, 0, 256, 128)
    plate.fillStyle = '#c8f24a'
    plate.fillRect(0, 116, 256, 12)
    lettering(plate, `${text} m`, '800 70px system-ui, sans-serif', '#ffffff')
    board.update()
  }
}

function lettering(
  context: CanvasRenderingContext2D,
  text: string,
  font: string,
  fill: string,
  align: CanvasTextAlign = 'center',
): void {
  context.font = font
  context.textAlign = align
  context.textBaseline = 'middle'
  context.fillStyle = fill
  context.fillText(text, align === 'left' ? 10 : 128, 62)
}

function paper(scene: Scene, texture: DynamicTexture, alpha: boolean): StandardMaterial {
  const material = new StandardMaterial('paper', scene)
  material.diffuseTexture = texture
  material.specularColor = Color3.Black()
  material.emissiveColor = Color3.White().scale(0.25)
  if (alpha) material.opacityTexture = texture
  if (alpha) material.zOffset = -1
  return material
}
