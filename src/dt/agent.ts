import { InputError } from '../platform/index.js'
import type { BatchPolicy, Outcome, Policy } from '../policies/index.js'
import type { Checkpoint } from './checkpoint.js'
import type { ModelConfig } from './config.js'
import { type GaitwayMeta, timestepsOf } from './gaitwayMeta.js'
import { type Context, Inference } from './inference.js'
import { ReturnController } from './returnToken.js'
import { normalise } from './trainingData.js'

export interface AgentOptions {
  /** Kept in datasets with what it does: `agent:<model>`. */
  name?: string
  /** How a mean-needed agent finds its return token; what the checkpoint says unless given. */
  control?: 'feedback' | 'hold' | 'pi'
  /** Steps over which the target return is meant; what the checkpoint says unless given. */
  horizon?: number
}

/** One agent's memory: the last K steps, and what it still wants. */
class Lane {
  readonly context: Context
  /** The last observation, normalised: it joins the context only once all of its step is known to be sound. */
  readonly #seen: Float32Array
  #step = 0
  readonly #stateSize: number
  readonly #actionSize: number
  readonly #config: ModelConfig
  readonly #meta: GaitwayMeta

  constructor(
    config: ModelConfig,
    meta: GaitwayMeta,
    readonly returns: ReturnController,
  ) {
    this.#config = config
    this.#meta = meta
    const K = meta.contextLength
    this.#stateSize = config.state_dim
    this.#actionSize = config.act_dim
    this.#seen = new Float32Array(this.#stateSize)
    this.context = {
      steps: 0,
      states: new Float32Array(K * this.#stateSize),
      actions: new Float32Array(K * this.#actionSize),
      returns: new Float32Array(K),
      timesteps: new Int32Array(K),
    }
  }

  reset(): void {
    this.context.steps = 0
    this.#step = 0
    this.returns.reset()
  }

  /** Throws `InputError` for an observation that the model cannot be shown. */
  see(observation: Float32Array): void {
    if (observation.length !== this.#stateSize) {
      throw new InputError(
        `the observation has ${observation.length} numbers, this model was trained on ${this.#stateSize}`,
      )
    }
    normalise(observation, this.#meta.stateMean, this.#meta.stateStd, this.#seen)
    requireFinite(this.#seen, 'the observation')
  }

  /** Takes what was seen into the context; the oldest step goes where there are K. */
  advance(): void {
    const { context } = this
    const [meta, config] = [this.#meta, this.#config]
    const K = meta.contextLength
    if (context.steps === K) {
      context.states.copyWithin(0, this.#stateSize)
      context.actions.copyWithin(0, this.#actionSize)
      context.returns.copyWithin(0, 1)
      context.steps--
    }
    const newest = context.steps++
    context.states.set(this.#seen, newest * this.#stateSize)
    context.returns[newest] = this.returns.token()
    const now = timestepsOf(meta.conditioning) === 'episode' ? this.#step : K - 1
    for (let i = 0; i < context.steps; i++) {
      const timestep = now - (context.steps - 1 - i)
      context.timesteps[i] = Math.min(timestep, config.max_ep_len - 1)
    }
  }

  /** Throws for an outcome that cannot follow: everything is checked before anything of it is kept. */
  check({ action, reward }: Outcome): void {
    if (this.context.steps === 0) throw new Error('observe was called before act')
    if (action.length !== this.#actionSize)
      throw new InputError(
        `the action has ${action.length} numbers, this model was trained on ${this.#actionSize}`,
      )
    requireFinite(action, 'the action')
    if (!Number.isFinite(reward)) throw new InputError(`the reward is ${reward}, a finite number is needed`)
  }

  observe({ action, reward }: Outcome): void {
    this.context.actions.set(action, (this.context.steps - 1) * this.#actionSize)
    this.returns.observe(reward)
    this.#step++
  }
}

function requireFinite(values: Float32Array, what: string): void {
  for (const value of values) if (!Number.isFinite(value)) throw new InputError(`${what} holds ${value}`)
}

function requireTarget(target: number): void {
  if (!Number.isFinite(target))
    throw new InputError(`the target return is ${target}, a finite number is needed`)
}

/** Throws `InputError` where there is no such lane. */
export function laneAt<T>(lanes: readonly T[], lane: number): T {
  const found = lanes[lane]
  if (found === undefined)
    throw new InputError(`there is no lane ${lane}: they are counted from 0, and there are ${lanes.length}`)
  return found
}

/** Many agents of one model, acting in one call; each lane has its own target. All calls are synchronous. */
export class DecisionTransformerAgents implements BatchPolicy {
  readonly name: string
  readonly lanes: number
  readonly #inference: Inference
  readonly #all: Lane[]

  /**
   * @param options.targetReturns the return over a whole episode that each lane is to reach
   * @throws InputError for a checkpoint without `gaitway.json`, and for targets that are no numbers
   */
  constructor(checkpoint: Checkpoint, options: AgentOptions & { targetReturns: readonly number[] }) {
    const { config, weights, gaitway } = checkpoint
    if (!gaitway) {
      throw new InputError(
        'this model has no gaitway.json: its state mean and deviation, context and return scale are not known',
      )
    }
    options.targetReturns.forEach(requireTarget)
    this.name = options.name ?? 'agent'
    this.lanes = options.targetReturns.length
    this.#inference = new Inference(config, weights, this.lanes, gaitway.contextLength)
    const horizon = options.horizon ?? gaitway.horizon
    this.#all = options.targetReturns.map(
      (target) =>
        new Lane(
          config,
          gaitway,
          new ReturnController(gaitway.conditioning, target, horizon, options.control),
        ),
    )
  }

  reset({ lane }: { lane?: number; seed?: number } = {}): void {
    if (lane === undefined) for (const each of this.#all) each.reset()
    else laneAt(this.#all, lane).reset()
  }

  /** Asks one lane for another return from now on; its past stays. */
  setTarget(lane: number, targetReturn: number): void {
    requireTarget(targetReturn)
    laneAt(this.#all, lane).returns.setTarget(targetReturn)
  }

  /** What is refused, here as in `observe`, leaves every lane as it was. */
  act(observations: readonly Float32Array[]): Float32Array[] {
    if (observations.length !== this.lanes) {
      throw new InputError(`${observations.length} observations for ${this.lanes} lanes`)
    }
    for (const [lane, observation] of observations.entries()) this.#all[lane].see(observation)
    for (const lane of this.#all) lane.advance()
    const actions = this.#inference.actions(this.#all.map(({ context }) => context))
    for (const action of actions) this.#requireAnswer(action)
    return actions
  }

  /** Finite weights can overflow all the same: a body must not be moved by what came of that. */
  #requireAnswer(action: Float32Array): void {
    const bad = action.findIndex((value) => !Number.isFinite(value))
    if (bad >= 0)
      throw new InputError(
        `${this.name} answered ${action[bad]} in action[${bad}]: its weights are damaged or overflow, train it anew`,
      )
  }

  observe(outcomes: readonly Outcome[]): void {
    if (outcomes.length !== this.lanes) {
      throw new InputError(`${outcomes.length} outcomes for ${this.lanes} lanes`)
    }
    for (const [lane, outcome] of outcomes.entries()) this.#all[lane].check(outcome)
    for (const [lane, outcome] of outcomes.entries()) this.#all[lane].observe(outcome)
  }
}

/** One agent as a `Policy`. */
export class DecisionTransformerAgent implements Policy {
  readonly #agents: DecisionTransformerAgents

  /** @param options.targetReturn the return over a whole episode that it is to reach */
  constructor(checkpoint: Checkpoint, { targetReturn, ...options }: AgentOptions & { targetReturn: number }) {
    this.#agents = new DecisionTransformerAgents(checkpoint, { ...options, targetReturns: [targetReturn] })
  }

  get name(): string {
    return this.#agents.name
  }

  reset(): void {
    this.#agents.reset()
  }

  /** Asks for another return from now on; what was done so far stays. */
  setTarget(targetReturn: number): void {
    this.#agents.setTarget(0, targetReturn)
  }

  act(observation: Float32Array): Float32Array {
    return this.#agents.act([observation])[0]
  }

  observe(outcome: Outcome): void {
    this.#agents.observe([outcome])
  }
}
