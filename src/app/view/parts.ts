import { type Color3, Mesh, MeshBuilder, type Scene, Vector3, VertexBuffer } from 'babylonjs'

const ROUND = 12
/** Where the coat's texture is plain white: parts without a pattern look there. */
const PLAIN_UV = 0.002

/**
 * Paints a mesh by its vertices, so that parts of many colours share one material and merge into one mesh.
 * `patterned` keeps the texture coordinates; a plain part points all of them at a white spot.
 */
export function painted(mesh: Mesh, colour: Color3, patterned = false): Mesh {
  const count = mesh.getTotalVertices()
  const colours = new Float32Array(4 * count)
  for (let i = 0; i < count; i++) colours.set([colour.r, colour.g, colour.b, 1], 4 * i)
  mesh.setVerticesData(VertexBuffer.ColorKind, colours)
  if (!patterned) mesh.setVerticesData(VertexBuffer.UVKind, new Float32Array(2 * count).fill(PLAIN_UV))
  return mesh
}

/** A body of revolution along local y from the radii given at heights; closed where a radius is 0. */
export function turned(scene: Scene, outline: readonly (readonly [radius: number, y: number])[]): Mesh {
  return MeshBuilder.CreateLathe(
    'turned',
    {
      shape: outline.map(([radius, y]) => new Vector3(radius, y, 0)),
      tessellation: ROUND,
    },
    scene,
  )
}

/** A capsule between y = ± half with a radius of its own at each end. */
export function tapered(scene: Scene, half: number, top: number, bottom: number): Mesh {
  const arc = [0, 0.34, 0.67, 1].map((part) => (part * Math.PI) / 2)
  return turned(scene, [
    ...arc.map((a) => [bottom * Math.sin(a), -half - bottom * Math.cos(a)] as const),
    ...arc.toReversed().map((a) => [top * Math.sin(a), half + top * Math.cos(a)] as const),
  ])
}

/** An ellipsoid of half-axes (x, y, z). */
export function blob(scene: Scene, x: number, y: number, z: number): Mesh {
  return MeshBuilder.CreateSphere(
    'blob',
    { diameterX: 2 * x, diameterY: 2 * y, diameterZ: 2 * z, segments: 6 },
    scene,
  )
}

/** Puts a mesh at (x, y, depth), turned clockwise by `angle` as the simulation counts it. */
export function put(mesh: Mesh, x: number, y: number, depth = 0, angle = 0): Mesh {
  mesh.position.set(x, y, depth)
  mesh.rotation.z = -angle
  return mesh
}

/** One mesh of many; the parts are gone afterwards. */
export function joined(name: string, parts: Mesh[]): Mesh {
  const mesh = Mesh.MergeMeshes(parts, true, true)
  if (!mesh) throw new Error(`${name}: nothing to draw`)
  mesh.name = name
  mesh.isPickable = false
  return mesh
}
