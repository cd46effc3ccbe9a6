import { capability, type Env, requireCapability } from '../../gym/index.js'

/**
 * Poses of several lanes, taken after every world step, so that a drawing is smooth where a control step is long (the
 * cheetah's has five). Lanes are simulated one after the other; on the tape they are side by side.
 */
export class PoseTape {
  /** How each lane is asked for its pose. */
  private readonly lanes: readonly ((poses?: Float32Array) => Float32Array)[]
  /** Numbers of one lane's pose. */
  private readonly size: number
  private readonly perStep: number
  private readonly frameTime: number
  private times: number[] = []
  private poses: Float32Array[] = []
  private block: Float32Array[] = []
  private readonly filled: number[]

  /** Throws `InputError` for environments that cannot be drawn. */
  constructor(envs: readonly Env[]) {
    this.lanes = envs.map((env) => requireCapability(env, 'pose', 'to be drawn'))
    this.size = this.lanes[0]().length
    this.perStep = capability(envs[0], 'worldSteps') ?? 1
    this.frameTime = requireCapability(envs[0], 'dt', 'to be drawn') / this.perStep
    this.filled = envs.map(() => 0)
    envs.forEach((env, lane) =>
      capability(
        env,
        'onWorldStep',
      )?.(() => {
        if (this.filled[lane] < this.perStep) this.lanes[lane](this.part(this.filled[lane]++, lane))
      }),
    )
  }

  /** Call before a control step. */
  begin(): void {
    this.block = Array.from({ length: this.perStep }, () => new Float32Array(this.size * this.lanes.length))
    this.filled.fill(0)
  }

  /** Call after it; `time` is the simulated time at its end. Lanes that did not move keep their pose. */
  end(time: number): void {
    this.lanes.forEach((pose, lane) => {
      for (let k = this.filled[lane]; k < this.perStep; k++) pose(this.part(k, lane))
    })
    this.block.forEach((frame, k) => {
      this.times.push(time - (this.perStep - 1 - k) * this.frameTime)
      this.poses.push(frame)
    })
  }

  /** A single frame of everybody where they are. */
  snapshot(time: number): void {
    const frame = new Float32Array(this.size * this.lanes.length)
    this.lanes.forEach((pose, lane) => pose(frame.subarray(lane * this.size, (lane + 1) * this.size)))
    this.times.push(time)
    this.poses.push(frame)
  }

  /** Everything since the last call, in one array. */
  take(): { times: number[]; poses: Float32Array<ArrayBuffer> } {
    const poses = new Float32Array(this.poses.length * this.size * this.lanes.length)
    this.poses.forEach((frame, k) => poses.set(frame, k * frame.length))
    const { times } = this
    this.times = []
    this.poses = []
    return { times, poses }
  }

  private part(k: number, lane: number): Float32Array {
    return this.block[k].subarray(lane * this.size, (lane + 1) * this.size)
  }
}
