import { type AbstractMesh, Mesh, MeshBuilder, type Material, type Scene, Vector3 } from 'babylonjs'
import { shade } from './axes.js'
import { painted } from './parts.js'

const SEGMENTS = 9
const SEGMENT = 0.085
const GRAVITY = -3.5
/** Part of its speed that a tail keeps from one drawn frame to the next. */
const SWING = 0.8
/** Part of the torso's motion that a tail shares. */
const CARRIED = 0.93

/** A tail that is only drawn: a rope of Verlet points that hangs from the torso and follows its swing. */
export class Tail {
  readonly mesh: AbstractMesh
  private readonly points: Vector3[]
  private readonly before: Vector3[]
  private readonly tube: Mesh

  constructor(scene: Scene, material: Material, laneColour: string) {
    this.points = Array.from({ length: SEGMENTS + 1 }, (_, i) => new Vector3(-i * SEGMENT, 0, 0))
    this.before = this.points.map((point) => point.clone())
    this.tube = MeshBuilder.CreateTube(
      'tail',
      { ...this.shape(), updatable: true, tessellation: 8, cap: Mesh.CAP_ALL },
      scene,
    )
    painted(this.tube, shade(laneColour, 0.8))
    this.tube.material = material
    this.tube.isPickable = false
    this.tube.alwaysSelectAsActiveMesh = true
    this.mesh = this.tube
  }

  /**
   * `root` is where it grows, `back` the direction the torso points it, both in the scene; `seconds` since last drawn.
   * A root that jumps takes the tail along.
   */
  follow(root: Vector3, back: Vector3, seconds: number): void {
    const { points, before } = this
    const moved = root.subtract(points[0])
    // Most of the torso's motion carries the tail along; only the rest swings it. A respawn carries all of it.
    moved.scaleInPlace(moved.length() > 1 ? 1 : CARRIED)
    for (const list of [points, before]) for (const point of list) point.addInPlace(moved)
    const h = Math.min(seconds, 0.05)
    for (let i = 1; i < points.length; i++) {
      const speed = points[i].subtract(before[i]).scaleInPlace(SWING)
      before[i].copyFrom(points[i])
      points[i].addInPlace(speed)
      points[i].y += GRAVITY * h * h
    }
    points[0].copyFrom(root)
    // The first two joints are stiff: a tail continues the spine before it hangs.
    points[1].copyFrom(root).addInPlace(back.scale(SEGMENT))
    const lifted = back.add(new Vector3(0, 0.35, 0)).normalize()
    points[2] = Vector3.Lerp(points[2], points[1].add(lifted.scale(SEGMENT)), 0.6)
    for (let pass = 0; pass < 4; pass++)
      for (let i = 1; i < points.length; i++) {
        const link = points[i].subtract(points[i - 1])
        const length = link.length() || SEGMENT
        points[i].copyFrom(points[i - 1]).addInPlace(link.scale(SEGMENT / length))
      }
    MeshBuilder.CreateTube('tail', { ...this.shape(), instance: this.tube })
  }

  private shape() {
    return { path: this.points, radiusFunction: taper }
  }
}

function taper(i: number): number {
  return 0.042 - 0.022 * (i / SEGMENTS)
}
