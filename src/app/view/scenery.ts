import { Color3, type Mesh, MeshBuilder, type Scene, StandardMaterial, TransformNode } from 'babylonjs'
import type { Terrain } from '../../sim/index.js'
import { colour, trackHalfWidth } from './axes.js'
import { speckles } from './ground.js'
import type { Look } from './looks.js'
import { joined, painted, put } from './parts.js'

/** Trees for every metre of track. */
const DENSITY = 0.55

/**
 * What stands around the track: trees and bushes behind it, hills on the horizon, clouds. All of it instances of a
 * few meshes; the same level looks the same every time. Gives the node that switches it on and off.
 */
export function addScenery(
  scene: Scene,
  look: Look,
  terrain: Terrain,
  lanes: number,
  [from, to]: readonly [number, number],
): TransformNode {
  const root = new TransformNode('scenery', scene)
  const matte = new StandardMaterial('scenery', scene)
  matte.specularColor = Color3.Black()
  const behind = trackHalfWidth(lanes) + 8
  look.trees.forEach((hex, kind) => {
    const tree = kind % 2 === 0 ? pine(scene, hex) : roundTree(scene, hex)
    tree.material = matte
    tree.parent = root
    const count = Math.ceil(((to - from) * DENSITY) / look.trees.length)
    scatter(tree, count, 31 + kind, (u, v, w) => {
      const x = from + u * (to - from)
      const depth = behind + 60 * v * v
      return { x, y: terrain.surfaceAt(x), depth, size: 0.75 + 0.85 * w, turn: 6 * w }
    })
  })
  look.hills.forEach((hex, ring) => {
    const hill = painted(
      MeshBuilder.CreateSphere('hill', { diameter: 2, segments: 8, slice: 0.6 }, scene),
      colour(hex),
    )
    const far = new StandardMaterial('hill', scene)
    far.specularColor = Color3.Black()
    far.emissiveColor = colour(hex).scale(0.35)
    hill.material = far
    hill.parent = root
    hill.isPickable = false
    scatter(hill, Math.ceil((to - from + 400) / 45), 71 + ring, (u, v, w) => ({
      x: from - 200 + u * (to - from + 400),
      y: -6,
      depth: 105 + 40 * ring + 25 * v,
      size: 1,
      stretch: [26 + 30 * w, 10 + 9 * v + 7 * ring, 20],
      turn: 0,
    }))
  })
  const cloud = cloudMesh(scene, look)
  cloud.parent = root
  scatter(cloud, Math.ceil((to - from + 500) / 60), 97, (u, v, w) => ({
    x: from - 250 + u * (to - from + 500),
    y: 48 + 30 * w,
    depth: 120 + 120 * v,
    size: 6 + 6 * w,
    turn: 0,
  }))
  return root
}

interface Spot {
  x: number
  y: number
  depth: number
  size: number
  stretch?: [number, number, number]
  /** rad about the vertical. */
  turn: number
}

/** Instances of `mesh`, each culled by itself, so that only what is seen costs anything. */
function scatter(
  mesh: Mesh,
  count: number,
  seed: number,
  spot: (u: number, v: number, w: number) => Spot,
): void {
  mesh.isVisible = false
  for (const [u, v, w] of speckles(count, seed)) {
    const { x, y, depth, size, stretch = [1, 1, 1], turn } = spot(u, v, w)
    const instance = mesh.createInstance(mesh.name)
    instance.parent = mesh.parent
    instance.scaling.set(stretch[0] * size, stretch[1] * size, stretch[2] * size)
    instance.position.set(x, y, depth)
    instance.rotation.y = turn
    instance.isPickable = false
    instance.freezeWorldMatrix()
  }
}

const TRUNK = '#6b4c38'

function pine(scene: Scene, hex: string): Mesh {
  const cone = (y: number, diameter: number, height: number, bright: number) =>
    painted(
      put(
        MeshBuilder.CreateCylinder(
          'cone',
          { diameterTop: 0, diameterBottom: diameter, height, tessellation: 9 },
          scene,
        ),
        0,
        y,
      ),
      colour(hex).scale(bright),
    )
  const trunk = MeshBuilder.CreateCylinder('trunk', { diameter: 0.3, height: 1.2, tessellation: 7 }, scene)
  return joined('pine', [
    painted(put(trunk, 0, 0.5), colour(TRUNK)),
    cone(1.7, 2.3, 1.8, 0.88),
    cone(2.6, 1.8, 1.6, 1),
    cone(3.5, 1.2, 1.4, 1.1),
  ])
}

function roundTree(scene: Scene, hex: string): Mesh {
  const crown = (x: number, y: number, z: number, radius: number, bright: number) => {
    const mesh = painted(
      MeshBuilder.CreateIcoSphere('crown', { radius, subdivisions: 1 }, scene),
      colour(hex).scale(bright),
    )
    mesh.position.set(x, y, z)
    return mesh
  }
  const trunk = MeshBuilder.CreateCylinder(
    'trunk',
    { diameterTop: 0.2, diameterBottom: 0.34, height: 1.7, tessellation: 7 },
    scene,
  )
  return joined('tree', [
    painted(put(trunk, 0, 0.8), colour(TRUNK)),
    crown(0, 2.3, 0, 1.05, 1),
    crown(0.65, 1.95, 0.2, 0.7, 0.9),
    crown(-0.6, 2, -0.15, 0.75, 1.06),
  ])
}

function cloudMesh(scene: Scene, look: Look): Mesh {
  const puff = (x: number, y: number, radius: number) => {
    const mesh = MeshBuilder.CreateSphere('puff', { diameter: 2 * radius, segments: 5 }, scene)
    mesh.scaling.y = 0.55
    mesh.position.set(x, y, 0)
    return painted(mesh, colour(look.cloud))
  }
  const mesh = joined('cloud', [
    puff(0, 0, 1),
    puff(1.1, -0.1, 0.75),
    puff(-1.15, -0.08, 0.7),
    puff(0.4, 0.3, 0.7),
  ])
  const material = new StandardMaterial('cloud', scene)
  material.emissiveColor = colour(look.cloud).scale(0.62)
  material.diffuseColor = new Color3(0.4, 0.4, 0.42)
  material.specularColor = Color3.Black()
  material.alpha = 0.9
  material.fogEnabled = false
  mesh.material = material
  return mesh
}
