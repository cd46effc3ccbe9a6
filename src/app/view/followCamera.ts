import { ArcRotateCamera, type Scene, Vector3 } from 'babylonjs'

/** Ready-made places to look from: angle around the runner, height angle, distance in m. */
export const cameraViews = [
  { name: 'Beside', alpha: -1.86, beta: 1.3, radius: 6.2 },
  { name: 'Side on', alpha: -Math.PI / 2, beta: 1.45, radius: 6.5 },
  { name: 'Behind', alpha: -2.75, beta: 1.22, radius: 5.2 },
  { name: 'In front', alpha: -0.55, beta: 1.28, radius: 6.4 },
  { name: 'From above', alpha: -1.75, beta: 0.62, radius: 12 },
] as const

/** Time in which the camera makes good most of its distance to the runner, s. */
const LAG = 0.16
/** How far it looks ahead of a runner, s of running. */
const LOOK_AHEAD = 0.3
const TURN_RATE = 1.4
const ZOOM_RATE = 1.2

/** A camera that goes along with a runner and can be turned and zoomed by mouse, touch and keys. */
export class FollowCamera {
  readonly camera: ArcRotateCamera
  private readonly goal = new Vector3()
  private wanted?: { alpha: number; beta: number; radius: number }
  private viewIndex = 0
  private fresh = true
  private readonly takeOver = () => {
    this.wanted = undefined
  }

  /** `before`: a camera whose angle and distance it continues. */
  constructor(
    scene: Scene,
    private readonly canvas: HTMLCanvasElement,
    before?: FollowCamera,
  ) {
    const { alpha, beta, radius } = before?.camera ?? cameraViews[0]
    this.viewIndex = before?.viewIndex ?? 0
    this.camera = new ArcRotateCamera('follow', alpha, beta, radius, Vector3.Zero(), scene)
    this.camera.fov = 0.75
    this.camera.minZ = 0.1
    this.camera.maxZ = 900
    this.camera.lowerRadiusLimit = 2.4
    this.camera.upperRadiusLimit = 40
    this.camera.lowerBetaLimit = 0.15
    this.camera.upperBetaLimit = 1.53
    this.camera.wheelDeltaPercentage = 0.02
    this.camera.pinchDeltaPercentage = 0.01
    this.camera.panningSensibility = 0
    // Keys belong to the runner; those of the camera are read by whoever owns the keyboard.
    this.camera.inputs.removeByType('ArcRotateCameraKeyboardMoveInput')
    this.camera.attachControl(canvas, true)
    canvas.addEventListener('pointerdown', this.takeOver)
    canvas.addEventListener('wheel', this.takeOver, { passive: true })
  }

  dispose(): void {
    this.canvas.removeEventListener('pointerdown', this.takeOver)
    this.canvas.removeEventListener('wheel', this.takeOver)
    this.camera.detachControl()
  }

  /** Glides to the next ready-made view and says its name. */
  nextView(): string {
    this.viewIndex = (this.viewIndex + 1) % cameraViews.length
    const view = cameraViews[this.viewIndex]
    this.wanted = { ...view }
    return view.name
  }

  /** Turns and zooms: −1 to 1 each, held for `seconds`. */
  steer(turn: number, zoom: number, seconds: number): void {
    if (turn === 0 && zoom === 0) return
    this.wanted = undefined
    this.camera.alpha += turn * TURN_RATE * seconds
    this.camera.radius *= Math.exp(zoom * ZOOM_RATE * seconds)
  }

  /** Goes on to the runner at (x, height, depth) that moves at `speed` m/s. */
  follow(x: number, height: number, depth: number, speed: number, seconds: number): void {
    this.goal.set(x + Math.max(-1, Math.min(2, speed * LOOK_AHEAD)), height, depth)
    const { target } = this.camera
    const jump = this.fresh || Vector3.DistanceSquared(target, this.goal) > 64
    const part = jump ? 1 : 1 - Math.exp(-seconds / LAG)
    // Straight at the runner along the track, but calm in height: a bounding body must not shake the picture.
    target.x += (this.goal.x - target.x) * part
    target.z += (this.goal.z - target.z) * (jump ? 1 : part * 0.5)
    target.y += (this.goal.y - target.y) * (jump ? 1 : part * 0.25)
    this.fresh = false
    if (!this.wanted) return
    const glide = 1 - Math.exp(-seconds / 0.22)
    this.camera.alpha += (this.wanted.alpha - this.camera.alpha) * glide
    this.camera.beta += (this.wanted.beta - this.camera.beta) * glide
    this.camera.radius += (this.wanted.radius - this.camera.radius) * glide
  }
}
