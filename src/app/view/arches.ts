import {
  type AbstractMesh,
  Color3,
  DynamicTexture,
  Mesh,
  MeshBuilder,
  type Scene,
  StandardMaterial,
  Vector3,
} from 'babylonjs'
import type { Terrain } from '../../sim/index.js'
import { colour, trackHalfWidth } from './axes.js'
import { painted } from './parts.js'

const HEIGHT = 2.6
const THICKNESS = 0.24
/** Pixels of the banner's texture. */
const BANNER = { width: 640, height: 128 }

export interface ArchOptions {
  text: string
  colour: string
  x: number
  terrain: Terrain
  lanes: number
  /** A band of black and white squares on the track under it. */
  chequered: boolean
}

/** An inflated arch across the track with a banner that faces the runners, and a line under it. Gives what casts shadows. */
export function addArch(
  scene: Scene,
  { text, colour: hex, x, terrain, lanes, chequered }: ArchOptions,
): AbstractMesh[] {
  const half = trackHalfWidth(lanes) + 0.3
  const ground = terrain.surfaceAt(x)
  const steps = 28
  const path = Array.from({ length: steps + 1 }, (_, i) => {
    const angle = (Math.PI * i) / steps
    return new Vector3(x, ground - 0.1 + HEIGHT * squared(Math.sin(angle)), -half * squared(Math.cos(angle)))
  })
  const arch = MeshBuilder.CreateTube(
    'arch',
    { path, radius: THICKNESS, tessellation: 14, cap: Mesh.CAP_ALL },
    scene,
  )
  painted(arch, colour(hex))
  const skin = new StandardMaterial('arch', scene)
  skin.specularColor = new Color3(0.25, 0.25, 0.25)
  skin.specularPower = 40
  arch.material = skin
  arch.isPickable = false

  const height = 0.56
  const banner = MeshBuilder.CreatePlane(
    'banner',
    { width: height * (BANNER.width / BANNER.height), height, sideOrientation: Mesh.FRONTSIDE },
    scene,
  )
  banner.position.set(x - THICKNESS - 0.02, ground + HEIGHT - 0.12, 0)
  banner.rotation.y = Math.PI / 2
  banner.material = bannerMaterial(scene, text, hex)
  banner.isPickable = false

  const line = MeshBuilder.CreateGround(
    'line',
    { width: chequered ? 0.8 : 0.14, height: 2 * half - 0.6 },
    scene,
  )
  line.position.set(x + (chequered ? 0.4 : 0), ground + 0.012, 0)
  line.material = lineMaterial(scene, chequered, 2 * half - 0.6)
  line.receiveShadows = true
  line.isPickable = false
  return [arch]
}

function bannerMaterial(scene: Scene, text: string, hex: string): StandardMaterial {
  const { width, height } = BANNER
  const texture = new DynamicTexture('banner', { width, height }, scene, true)
  const context = texture.getContext() as CanvasRenderingContext2D
  context.fillStyle = '#10161a'
  context.fillRect(0, 0, width, height)
  context.fillStyle = hex
  context.fillRect(0, 0, width, 8)
  context.fillRect(0, height - 8, width, 8)
  context.fillStyle = '#ffffff'
  context.font = '900 84px system-ui, sans-serif'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.letterSpacing = '18px'
  context.fillText(text, width / 2 + 9, height / 2 + 5)
  texture.update()
  const material = new StandardMaterial('banner', scene)
  material.diffuseTexture = texture
  material.emissiveColor = Color3.White().scale(0.35)
  material.specularColor = Color3.Black()
  return material
}

function lineMaterial(scene: Scene, chequered: boolean, across: number): StandardMaterial {
  const material = new StandardMaterial('line', scene)
  material.specularColor = Color3.Black()
  material.zOffset = -1
  if (!chequered) {
    material.diffuseColor = Color3.White()
    return material
  }
  const rows = Math.max(4, Math.round(across / 0.2))
  const texture = new DynamicTexture('chequers', { width: 64, height: 16 * rows }, scene, true)
  const context = texture.getContext() as CanvasRenderingContext2D
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < 4; column++) {
      context.fillStyle = (row + column) % 2 === 0 ? '#ffffff' : '#16191b'
      context.fillRect(column * 16, row * 16, 16, 16)
    }
  texture.update()
  material.diffuseTexture = texture
  return material
}

/** Makes a superellipse of a circle: flatter on top, with room for the banner. */
function squared(value: number): number {
  return Math.sign(value) * Math.abs(value) ** 0.55
}
