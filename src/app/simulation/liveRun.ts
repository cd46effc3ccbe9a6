import { type Env, requireCapability } from '../../gym/index.js'
import type { Agents } from './agents.js'
import { PoseTape } from './poseTape.js'
import type { Ask, FromSimulation } from './protocol.js'

/**
 * Something that goes on in simulated time with people and agents in it: a race or a recording. Here are its clock, its
 * film, what it has to say to the window, and the controls of who takes part.
 */
export abstract class LiveRun {
  /** Seconds. */
  readonly controlStep: number
  /** Nothing more will happen. */
  done = false
  /** Simulated seconds, countdown included. */
  protected elapsed = 0
  private readonly tape: PoseTape
  private messages: FromSimulation[] = []

  protected constructor(
    protected readonly agents: Agents,
    /** One a lane, after their reset. */
    private readonly envs: readonly Env[],
    envId: string,
  ) {
    this.controlStep = requireCapability(envs[0], 'dt', 'to be played')
    this.tape = new PoseTape(envs)
    this.tape.snapshot(0)
    this.post({
      type: 'staged',
      envId,
      controlStep: this.controlStep,
      lanes: agents.setups.map(({ name, horizon = 1000, ask }) => ({ name, horizon, ask })),
    })
  }

  /** One control step. */
  async step(): Promise<void> {
    this.elapsed += this.controlStep
    this.tape.begin()
    await this.advance()
    this.tape.end(this.elapsed)
  }

  /** What happened since the last call, for the window. */
  report(): FromSimulation[] {
    const { messages } = this
    this.messages = []
    const hasTurned = messages.some(({ type }) => type === 'phase')
    const frames = this.tape.take()
    if (frames.times.length > 0) messages.push({ type: 'frames', ...frames })
    const standings = this.standings(hasTurned)
    if (standings) messages.push(standings)
    return messages
  }

  /** Before its time. */
  abstract finish(): void

  key(code: string, down: boolean, time: number): void {
    for (const human of this.agents.humans) human.key(code, down, time)
  }

  axis(value: number): void {
    for (const human of this.agents.humans) human.axis(value)
  }

  release(): void {
    for (const human of this.agents.humans) human.release()
  }

  /** Turns the dial of one lane; what it asks for now, undefined where there is none. */
  dial(lane: number, skill: number): Ask | undefined {
    const ask = this.agents.dial(lane, skill)
    if (ask) this.post({ type: 'asked', lane, ask })
    return ask
  }

  close(): void {
    this.done = true
    for (const env of this.envs) env.close()
  }

  protected post(message: FromSimulation): void {
    this.messages.push(message)
  }

  /** Everybody may move from here on. */
  protected go(): void {
    for (const human of this.agents.humans) human.go()
  }

  /** What happens in one control step. */
  protected abstract advance(): Promise<void>

  /** How everybody stands, where the display is due; `hasTurned`: with a new phase. */
  protected abstract standings(hasTurned: boolean): FromSimulation | undefined
}
