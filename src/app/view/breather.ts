/** Pause between two pictures in which nothing moves but the camera, ms. */
const CALM = 30
/** Longest rest, ms: slower would not look alive any more. */
const LONGEST = 400
/** Rest after a picture that the processor drew, as a share of what it took: while things move, and while they do not. */
const REST = { moving: 0.5, still: 4 }

/** The part of a WebGL context that tells when a picture is done. */
export type Fences = Pick<
  WebGL2RenderingContext,
  'fenceSync' | 'getSyncParameter' | 'deleteSync' | 'SYNC_GPU_COMMANDS_COMPLETE' | 'SYNC_STATUS' | 'SIGNALED'
>

/**
 * Leaves time for everything else. Pictures in which nothing moves come less often; and where the processor draws, the
 * next one waits until the last is done, and then rests, so that keys, buttons and the simulation get their turn on a
 * weak machine instead of waiting behind pictures.
 */
export class Breather {
  private started = -Infinity
  private restUntil = -Infinity
  private fence: WebGLSync | null = null

  /** `fences` where the processor draws. Times are in ms. */
  constructor(private readonly fences?: Fences) {}

  /** Whether a picture may begin at `now`. */
  mayDraw(now: number, still: boolean): boolean {
    const { fences, fence } = this
    if (!fences) return !still || now - this.started >= CALM
    if (fence) {
      if (fences.getSyncParameter(fence, fences.SYNC_STATUS) !== fences.SIGNALED) return false
      fences.deleteSync(fence)
      this.fence = null
      const took = now - this.started
      this.restUntil = now + Math.min(LONGEST, took * (still ? REST.still : REST.moving))
    }
    return now >= this.restUntil
  }

  /** A picture was begun at `now` and all of it has been handed over. */
  drew(now: number): void {
    this.started = now
    if (this.fences) this.fence = this.fences.fenceSync(this.fences.SYNC_GPU_COMMANDS_COMPLETE, 0)
  }
}
