import {
  type AbstractMesh,
  Color3,
  DynamicTexture,
  Mesh,
  type Scene,
  StandardMaterial,
  Texture,
  VertexData,
} from 'babylonjs'
import type { ProfilePoint } from '../../sim/index.js'
import { colour, LANE_WIDTH, trackHalfWidth } from './axes.js'
import type { Look } from './looks.js'

/** How far the grass reaches towards the camera and away from it, m. */
const NEAR = 26
const FAR = 90
/** Metres of track that one copy of its texture covers: the marks repeat with it. */
const TILE = 10

/**
 * The ground of a level: track with lane lines, grass beside it, and the cut face of the soil where a camera looks at
 * a wall. Every strip follows the terrain's profile, which the simulation's ground follows too.
 */
export function addGround(
  scene: Scene,
  look: Look,
  profile: readonly ProfilePoint[],
  lanes: number,
): AbstractMesh[] {
  const half = trackHalfWidth(lanes)
  const track = strip(scene, 'track', profile, -half, half, { along: TILE, across: 2 * half })
  track.material = trackMaterial(scene, look, lanes)
  const grass = grassMaterial(scene, look)
  const near = strip(scene, 'grass near', profile, -NEAR, -half, { along: 8, across: 8 })
  const far = strip(scene, 'grass far', profile, half, FAR, { along: 8, across: 8 })
  near.material = grass
  far.material = grass
  for (const mesh of [track, near, far]) {
    mesh.receiveShadows = true
    mesh.isPickable = false
    mesh.freezeWorldMatrix()
  }
  return [track, near, far]
}

/** The part of a profile between two x, with its ends cut to fit. */
export function cutProfile(profile: readonly ProfilePoint[], from: number, to: number): ProfilePoint[] {
  const cut: ProfilePoint[] = []
  for (let i = 1; i < profile.length; i++) {
    const [x0, z0] = profile[i - 1]
    const [x1, z1] = profile[i]
    if (x1 < from || x0 > to) continue
    const at = (x: number): ProfilePoint => [x, x1 > x0 ? z0 + ((z1 - z0) * (x - x0)) / (x1 - x0) : z1]
    if (cut.length === 0) cut.push(x0 < from ? at(from) : [x0, z0])
    cut.push(x1 > to ? at(to) : [x1, z1])
  }
  return cut
}

/** A band along the profile from `front` to `back` in depth; texture coordinates in units of `along` and `across`. */
function strip(
  scene: Scene,
  name: string,
  profile: readonly ProfilePoint[],
  front: number,
  back: number,
  tile: { along: number; across: number },
): Mesh {
  const positions: number[] = []
  const uvs: number[] = []
  const indices: number[] = []
  let walked = profile[0][0]
  for (let i = 1; i < profile.length; i++) {
    const [x0, z0] = profile[i - 1]
    const [x1, z1] = profile[i]
    const run = x1 - x0
    const length = Math.abs(z1 - z0) > Math.abs(run) ? Math.hypot(run, z1 - z0) : run
    const u0 = walked / tile.along
    const u1 = (walked + length) / tile.along
    walked += length
    const base = positions.length / 3
    positions.push(x0, z0, front, x0, z0, back, x1, z1, front, x1, z1, back)
    const v = (back - front) / tile.across
    uvs.push(u0, 0, u0, v, u1, 0, u1, v)
    indices.push(base, base + 2, base + 1, base + 1, base + 2, base + 3)
  }
  const normals: number[] = []
  VertexData.ComputeNormals(positions, indices, normals)
  const data = new VertexData()
  Object.assign(data, { positions, indices, normals, uvs })
  const mesh = new Mesh(name, scene)
  data.applyToMesh(mesh)
  return mesh
}

function matte(scene: Scene, name: string): StandardMaterial {
  const material = new StandardMaterial(name, scene)
  material.specularColor = Color3.Black()
  return material
}

/** Deterministic speckles, so that a screenshot is the same every time. */
export function* speckles(count: number, seed: number): Generator<[number, number, number]> {
  let state = seed >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  for (let i = 0; i < count; i++) yield [next(), next(), next()]
}

function trackMaterial(scene: Scene, look: Look, lanes: number): StandardMaterial {
  const width = 1024
  const height = 512
  const texture = new DynamicTexture('track', { width, height }, scene, true)
  const context = texture.getContext() as CanvasRenderingContext2D
  context.fillStyle = look.track
  context.fillRect(0, 0, width, height)
  for (const [u, v, w] of speckles(9000, 7)) {
    context.fillStyle = w > 0.5 ? 'rgb(255 255 255 / 5%)' : 'rgb(0 0 0 / 7%)'
    context.fillRect(u * width, v * height, 2.4, 2.4)
  }
  const half = trackHalfWidth(lanes)
  const metre = width / TILE
  const down = (depth: number) => (1 - (depth + half) / (2 * half)) * height
  const thickness = (0.07 / (2 * half)) * height
  context.fillStyle = look.trackLine
  for (let line = 0; line <= lanes; line++)
    context.fillRect(0, down((line - lanes / 2) * LANE_WIDTH) - thickness / 2, width, thickness)
  const edge = (lanes * LANE_WIDTH) / 2
  for (let m = 0; m < TILE; m++) {
    const ten = m === 0
    context.globalAlpha = ten ? 0.95 : 0.55
    const reach = ten ? 2 * edge : m === 5 ? 0.5 : 0.22
    for (const side of ten ? [1] : [-1, 1]) {
      const top = side > 0 ? down(edge) : down(-edge + reach)
      const thick = ten ? metre * 0.07 : metre * 0.05
      context.fillRect(m * metre - thick / 2, top, thick, (reach / (2 * half)) * height)
      if (ten) context.fillRect(width - thick / 2, top, thick, (reach / (2 * half)) * height)
    }
  }
  context.globalAlpha = 1
  texture.update()
  texture.wrapU = Texture.WRAP_ADDRESSMODE
  texture.wrapV = Texture.CLAMP_ADDRESSMODE
  const material = matte(scene, 'track')
  material.diffuseTexture = texture
  return material
}

function grassMaterial(scene: Scene, look: Look): StandardMaterial {
  const size = 512
  const texture = new DynamicTexture('grass', size, scene, true)
  const context = texture.getContext() as CanvasRenderingContext2D
  context.fillStyle = look.grass
  context.fillRect(0, 0, size, size)
  context.fillStyle = look.grassStripe
  context.fillRect(0, 0, size / 2, size)
  for (const [u, v, w] of speckles(7000, 3)) {
    context.fillStyle = w > 0.5 ? 'rgb(255 255 200 / 16%)' : 'rgb(0 40 0 / 15%)'
    context.fillRect(u * size, v * size, 2, 2 + 5 * w)
  }
  texture.update()
  const material = matte(scene, 'grass')
  material.diffuseTexture = texture
  material.ambientColor = colour(look.ambient)
  return material
}
