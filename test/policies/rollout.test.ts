import { describe, expect, it } from 'vitest'
import {
  asBatch,
  type BatchPolicy,
  type Outcome,
  PerturbedPolicy,
  type Policy,
  Rollout,
  type RolloutEnv,
  type RolloutStep,
} from '../../src/policies/index.js'

/** Counts its steps from its seed on, and ends after some of them; its reward is the action. */
class Counter implements RolloutEnv {
  readonly seeds: (number | undefined)[] = []
  readonly applied: number[] = []
  #count = 0
  #end = 0

  constructor(private readonly length: number) {}

  reset({ seed = 0 }: { seed?: number } = {}): ReturnType<RolloutEnv['reset']> {
    this.seeds.push(seed)
    this.#count = seed
    this.#end = seed + this.length
    return [Float32Array.of(this.#count), {}]
  }

  step([action]: Float32Array): ReturnType<RolloutEnv['step']> {
    this.applied.push(action)
    this.#count++
    return [Float32Array.of(this.#count), action, this.#count === this.#end, false, { count: this.#count }]
  }
}

/** Answers twice what it sees; remembers what it was told. */
class Doubling implements BatchPolicy {
  readonly name = 'doubling'
  readonly resets: unknown[] = []
  readonly seen: number[][] = []
  readonly outcomes: Outcome[][] = []

  constructor(
    readonly lanes: number,
    private readonly thinks = false,
  ) {}

  reset(options?: object): void {
    this.resets.push(options)
  }

  act(observations: readonly Float32Array[]): Float32Array[] | Promise<Float32Array[]> {
    this.seen.push(observations.map(([value]) => value))
    const actions = observations.map(([value]) => Float32Array.of(2 * value))
    return this.thinks ? Promise.resolve(actions) : actions
  }

  observe(outcomes: readonly Outcome[]): void {
    this.outcomes.push([...outcomes])
  }
}

function rolloutOf(lengths: number[], options: { thinks?: boolean; maxSteps?: number } = {}) {
  const envs = lengths.map((length) => new Counter(length))
  const policy = new Doubling(lengths.length, options.thinks)
  const steps: RolloutStep[] = []
  const rollout = new Rollout({
    envs,
    policy,
    maxSteps: options.maxSteps,
    onStep: (step) => steps.push(step),
  })
  rollout.reset(lengths.map((_, index) => ({ seed: 10 * index })))
  return { envs, policy, steps, rollout }
}

describe('a rollout', () => {
  it('gives each environment and its lane of the policy the same seed', () => {
    const { envs, policy, rollout } = rolloutOf([3, 3])
    expect(envs.map(({ seeds }) => seeds)).toEqual([[0], [10]])
    expect(policy.resets).toEqual([
      { lane: 0, seed: 0 },
      { lane: 1, seed: 10 },
    ])
    expect(rollout.observations).toEqual([Float32Array.of(0), Float32Array.of(10)])
  })

  it('lets the policy act, steps, tells the policy and then whoever listens', () => {
    const { policy, steps, rollout } = rolloutOf([3])
    rollout.runSync()
    expect(policy.seen).toEqual([[0], [1], [2]])
    expect(policy.outcomes.flat().map(({ reward }) => reward)).toEqual([0, 2, 4])
    expect(steps.map(({ step, observation: [value] }) => [step, value])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
    expect(steps.at(-1)).toMatchObject({ index: 0, terminated: true, truncated: false, info: { count: 3 } })
  })

  it('keeps what is done in the batch, without stepping it, until all are', async () => {
    const { envs, policy, steps, rollout } = rolloutOf([1, 3])
    await rollout.run()
    expect(envs.map(({ applied }) => applied.length)).toEqual([1, 3])
    expect(policy.seen).toEqual([
      [0, 10],
      [1, 11],
      [1, 12],
    ])
    expect(policy.outcomes[2][0]).toEqual({
      action: Float32Array.of(2),
      reward: 0,
      terminated: true,
      truncated: false,
    })
    expect(steps.map(({ index }) => index)).toEqual([0, 1, 1, 1])
    expect(rollout.done).toBe(true)
  })

  it('cuts episodes off as truncated after the most steps', () => {
    const { policy, rollout } = rolloutOf([5], { maxSteps: 2 })
    rollout.runSync()
    expect(policy.outcomes.flat()).toMatchObject([
      { terminated: false, truncated: false },
      { terminated: false, truncated: true },
    ])
  })

  it('is stepped by whoever has a clock, to the same end', async () => {
    const [stepped, run] = [rolloutOf([2, 4]), rolloutOf([2, 4])]
    while (!stepped.rollout.done) await stepped.rollout.step()
    await run.rollout.run()
    expect(stepped.steps).toEqual(run.steps)
  })

  it('waits for a policy that thinks, to the same numbers', async () => {
    const [slow, fast] = [rolloutOf([2, 3], { thinks: true }), rolloutOf([2, 3])]
    await slow.rollout.run()
    fast.rollout.runSync()
    expect(slow.steps).toEqual(fast.steps)
    expect(() => rolloutOf([1], { thinks: true }).rollout.runSync()).toThrow('doubling takes its time')
  })

  it('goes on with another episode where one is named', () => {
    const env = new Counter(2)
    const policy = new Doubling(1)
    const seeds = [7, 8]
    const rollout = new Rollout({
      envs: [env],
      policy,
      nextEpisode: () => {
        const seed = seeds.shift()
        return seed === undefined ? undefined : { seed }
      },
    })
    rollout.reset([{ seed: 3 }])
    rollout.runSync()
    expect(env.seeds).toEqual([3, 7, 8])
    expect(policy.seen.flat()).toEqual([3, 4, 7, 8, 8, 9])
    expect(policy.resets).toHaveLength(3)
  })

  it('ends where a listener stops it, and begins no other episode', () => {
    const env = new Counter(2)
    const rollout = new Rollout({
      envs: [env],
      policy: new Doubling(1),
      onStep: ({ terminated }) => terminated && rollout.stop(),
      nextEpisode: () => ({ seed: 1 }),
    })
    rollout.reset([{ seed: 0 }])
    rollout.runSync()
    expect(env.seeds).toEqual([0])
  })

  it('stops between two steps with the reason of its signal', async () => {
    const abort = new AbortController()
    const { envs, rollout } = rolloutOf([100])
    abort.abort(new Error('enough'))
    await expect(rollout.run({ signal: abort.signal })).rejects.toThrow('enough')
    expect(envs[0].applied).toEqual([])
  })

  it('lets timers in on a long way, and says so', async () => {
    const { rollout } = rolloutOf([Infinity])
    let ticked = false
    setTimeout(() => (ticked = true))
    await rollout.run({
      onPause: () => {
        expect(ticked).toBe(true)
        rollout.stop()
      },
    })
    expect(ticked).toBe(true)
  })
})

describe('a perturbed policy', () => {
  const halve = (action: Float32Array, lane: number) =>
    lane === 0 ? action : action.map((value) => value / 2)

  it('applies and tells what was changed, and knows what was meant', () => {
    const policy = new Doubling(2)
    const perturbed = new PerturbedPolicy(policy, halve)
    const [same, changed] = perturbed.act([Float32Array.of(1), Float32Array.of(3)]) as Float32Array[]
    expect(perturbed.intended).toEqual([Float32Array.of(2), Float32Array.of(6)])
    expect(changed).toEqual(Float32Array.of(3))
    expect(same).toBe(perturbed.intended[0])
    perturbed.observe([])
    expect(policy.outcomes).toHaveLength(1)
  })

  it('waits where the policy thinks', async () => {
    const perturbed = new PerturbedPolicy(new Doubling(2, true), halve)
    expect(await perturbed.act([Float32Array.of(1), Float32Array.of(3)])).toEqual([
      Float32Array.of(2),
      Float32Array.of(3),
    ])
  })
})

describe('one policy as a batch', () => {
  it('is itself, with lists of one', async () => {
    const told: unknown[] = []
    const policy: Policy = {
      name: 'one',
      reset: (options) => told.push(options),
      act: async ([value]) => Float32Array.of(value + 1),
      observe: (outcome) => told.push(outcome),
    }
    const batch = asBatch(policy)
    batch.reset({ lane: 0, seed: 4 })
    expect(await batch.act([Float32Array.of(1)])).toEqual([Float32Array.of(2)])
    const outcome = { action: Float32Array.of(2), reward: 1, terminated: false, truncated: false }
    batch.observe([outcome])
    expect(told).toEqual([{ seed: 4 }, outcome])
    expect([batch.name, batch.lanes]).toEqual(['one', 1])
  })
})
