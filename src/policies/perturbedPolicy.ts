import type { BatchPolicy, Outcome } from './policy.js'

/**
 * A policy whose actions are changed before they are applied: by noise, a push, another's hand. What it meant stays
 * known: that is what a model should learn.
 */
export class PerturbedPolicy implements BatchPolicy {
  /** What it meant by its last actions, one a lane; the very array that was applied where nothing changed it. */
  intended: readonly Float32Array[] = []

  constructor(
    private readonly policy: BatchPolicy,
    private readonly perturb: (action: Float32Array, lane: number) => Float32Array,
  ) {}

  get name(): string {
    return this.policy.name
  }

  get lanes(): number {
    return this.policy.lanes
  }

  reset(options?: { lane?: number; seed?: number }): void {
    this.policy.reset(options)
  }

  act(observations: readonly Float32Array[]): Float32Array[] | Promise<Float32Array[]> {
    const actions = this.policy.act(observations)
    return actions instanceof Promise
      ? actions.then((answered) => this.changed(answered))
      : this.changed(actions)
  }

  observe(outcomes: readonly Outcome[]): void {
    this.policy.observe(outcomes)
  }

  private changed(actions: Float32Array[]): Float32Array[] {
    this.intended = actions
    return actions.map((action, lane) => this.perturb(action, lane))
  }
}
