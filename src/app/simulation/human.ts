import type { KeyboardPolicy, Policy } from '../../policies/index.js'

/**
 * A person at the keyboard behind a gate: until Go, keys are only remembered. One that is held through the countdown
 * counts from Go on; taps before it do not.
 */
export class Human implements Policy {
  readonly name = 'human'
  private readonly held = new Map<string, number>()
  private open = false

  constructor(private readonly keyboard: KeyboardPolicy) {}

  go(): void {
    if (this.open) return
    this.open = true
    for (const [code, time] of this.held) this.keyboard.key(code, true, time)
  }

  key(code: string, down: boolean, time: number): void {
    if (down) this.held.set(code, time)
    else this.held.delete(code)
    if (this.open) this.keyboard.key(code, down, time)
  }

  axis(value: number): void {
    this.keyboard.axis(value)
  }

  release(): void {
    this.held.clear()
    this.keyboard.release()
  }

  reset(): void {
    this.keyboard.reset()
    // A body put back on its feet in mid-race: whoever still holds a key means it.
    if (this.open) for (const [code, time] of this.held) this.keyboard.key(code, true, time)
  }

  act(observation: Float32Array): Float32Array {
    return this.keyboard.act(observation)
  }

  observe(): void {
    this.keyboard.observe()
  }
}
