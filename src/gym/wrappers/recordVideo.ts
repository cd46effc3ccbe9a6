import { checkCount } from '../../platform/index.js'
import type { Env, Info, ResetOptions, StepResult } from '../env.js'
import { Wrapper } from './wrapper.js'

/** What turns steps into a picture: a canvas recorder in the window, a list of poses in a test. */
export interface VideoSink {
  /** A video begins; `name` is unique in this wrapper's life. */
  start(name: string): void
  /** The environment has just been reset or stepped. */
  capture(env: Env<unknown, unknown>): void
  /** The video ends, after `frames` captures; 0 where it was stopped at once. */
  stop(name: string, frames: number): void
}

export interface RecordVideoOptions {
  /** Whether to film this episode, counted from 0. Default: 0, 1, 8, 27, … 729, then each thousandth. */
  episodeTrigger?: (episode: number) => boolean
  /** Whether to begin at this step, counted from 0 over all episodes. */
  stepTrigger?: (step: number) => boolean
  /** Frames a video; 0 for whole episodes. */
  videoLength?: number
  /** Names are `<namePrefix>-episode-3` or `<namePrefix>-step-200`. */
  namePrefix?: string
}

/** The hook that decides when to film and hands each moment to a `VideoSink`. */
export class RecordVideo<O = Float32Array, A = Float32Array> extends Wrapper<O, A> {
  readonly #sink: VideoSink
  readonly #episodeTrigger: ((episode: number) => boolean) | undefined
  readonly #stepTrigger: ((step: number) => boolean) | undefined
  readonly #videoLength: number
  readonly #namePrefix: string
  #episode = -1
  #step = -1
  #video: { name: string; frames: number } | undefined

  constructor(
    env: Env<O, A>,
    sink: VideoSink,
    { episodeTrigger, stepTrigger, videoLength = 0, namePrefix = 'video' }: RecordVideoOptions = {},
  ) {
    checkCount('RecordVideo: videoLength', videoLength, 0)
    super(env, 'RecordVideo', null)
    this.#sink = sink
    this.#episodeTrigger = episodeTrigger ?? (stepTrigger ? undefined : cappedCubicSchedule)
    this.#stepTrigger = stepTrigger
    this.#videoLength = videoLength || Infinity
    this.#namePrefix = namePrefix
  }

  get recording(): boolean {
    return this.#video !== undefined
  }

  override reset(options?: ResetOptions): [observation: O, info: Info] {
    const result = super.reset(options)
    this.#episode++
    if (this.#videoLength === Infinity) this.stopRecording()
    if (this.#episodeTrigger?.(this.#episode))
      this.startRecording(`${this.#namePrefix}-episode-${this.#episode}`)
    this.#capture()
    return result
  }

  override step(action: A): StepResult<O> {
    const result = super.step(action)
    this.#step++
    if (this.#stepTrigger?.(this.#step)) this.startRecording(`${this.#namePrefix}-step-${this.#step}`)
    this.#capture()
    return result
  }

  override close(): void {
    this.stopRecording()
    super.close()
  }

  /** Begins a video now, ending one that runs. */
  startRecording(name: string): void {
    this.stopRecording()
    this.#video = { name, frames: 0 }
    this.#sink.start(name)
  }

  /** Ends the video that runs, if one does. */
  stopRecording(): void {
    const video = this.#video
    this.#video = undefined
    if (video) this.#sink.stop(video.name, video.frames)
  }

  #capture(): void {
    if (!this.#video) return
    this.#sink.capture(this.env)
    this.#video.frames++
    if (this.#video.frames >= this.#videoLength) this.stopRecording()
  }
}

/** Each episode that is a cube, until the thousandth, then each thousandth: often while learning is young. */
export function cappedCubicSchedule(episode: number): boolean {
  if (episode >= 1000) return episode % 1000 === 0
  return Math.round(Math.cbrt(episode)) ** 3 === episode
}
