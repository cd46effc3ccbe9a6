import { InputError, type ReadableFiles } from '../platform/index.js'
import type { Outcome, Policy } from '../policies/index.js'
import { DialAgents } from './dialAgents.js'
import { type DialAnswer, DialCurve } from './dialCurve.js'
import { type DialableCheckpoint, loadDialable } from './modelFolder.js'

/** One of the two: how good, or which return. */
export interface DialSetting {
  /** 0–100. */
  skill?: number
  /** The episode return to aim for. */
  targetReturn?: number
}

/** A trained agent with a knob: a policy that is as good as it was asked to be. */
export class SkillDial implements Policy {
  readonly name: string
  readonly curve: DialCurve
  readonly #agents: DialAgents
  #answer: DialAnswer

  constructor(checkpoint: DialableCheckpoint, setting: DialSetting = {}, name = 'agent') {
    this.curve = DialCurve.fromCheckpoint(checkpoint.gaitway)
    this.#answer = answerOf(this.curve, setting)
    this.name = name
    this.#agents = new DialAgents(checkpoint, [this.#answer.promptedReturn], { name })
  }

  /**
   * Reads a model folder (from the local disk, or through `files`) and sets its dial; skill 50 where nothing is asked.
   * Throws `InputError` for a folder that holds no dialable model, and for a skill outside 0–100.
   */
  static async load(
    folder: string,
    { files, ...setting }: DialSetting & { files?: ReadableFiles } = {},
  ): Promise<SkillDial> {
    const name = folder.split(/[\\/]/).findLast((part) => part !== '') ?? 'model'
    return new SkillDial(await loadDialable(folder, files), setting, `agent:${name}`)
  }

  /** What the dial stands at: skill, wanted and prompted return, and how far that can be trusted. */
  get answer(): DialAnswer {
    return this.#answer
  }

  /** Turns the dial, at any time, also in the middle of an episode. */
  set(setting: DialSetting): DialAnswer {
    this.#answer = answerOf(this.curve, setting)
    this.#agents.turn(0, this.#answer)
    return this.#answer
  }

  get skill(): number {
    return this.#answer.skill
  }

  set skill(skill: number) {
    this.set({ skill })
  }

  reset(): void {
    this.#agents.reset()
  }

  act(observation: Float32Array): Float32Array {
    return this.#agents.act([observation])[0]
  }

  observe(outcome: Outcome): void {
    this.#agents.observe([outcome])
  }
}

function answerOf(curve: DialCurve, { skill, targetReturn }: DialSetting): DialAnswer {
  if (skill !== undefined && targetReturn !== undefined)
    throw new InputError('give skill or targetReturn, not both: each sets the same dial')
  if (targetReturn !== undefined) return curve.askReturn(targetReturn)
  if (skill !== undefined && !(skill >= 0 && skill <= 100))
    throw new InputError(`skill ${skill} is outside 0–100; for a return beyond the dial give targetReturn`)
  return curve.ask(skill ?? 50)
}
