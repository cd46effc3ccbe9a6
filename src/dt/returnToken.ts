import type { Conditioning } from './gaitwayMeta.js'

/** Steps over which the end of an episode is smeared: near it a small deficit must not ask for a huge reward. */
const MIN_STEPS_LEFT = 50
/** Share of the deficit that is kept from step to step, and the steps over which the rest is to be made up. */
const LEAK = 0.998
const RECOVERY_STEPS = 200

/**
 * Return tokens of a recorded episode, one a step, before standardisation.
 *
 * - `classic`: Σ of this and all later rewards.
 * - `mean-needed`: that sum per step left. An episode that ended by itself (a fall) is paid out over the whole
 *   horizon, one that was merely cut off over the steps it has.
 */
export function rawReturnTokens(
  mode: Conditioning['mode'],
  rewards: Float32Array,
  terminated: boolean,
  horizon: number,
): Float64Array {
  const tokens = new Float64Array(rewards.length)
  const length = terminated ? Math.max(horizon, rewards.length) : rewards.length
  let sum = 0
  for (let t = rewards.length - 1; t >= 0; t--) {
    sum += rewards[t]
    tokens[t] = mode === 'classic' ? sum : sum / (length - t)
  }
  return tokens
}

/** What the return embedding gets for a raw token. */
export function standardiseReturn(conditioning: Conditioning, raw: number): number {
  if (conditioning.mode === 'classic') return raw / conditioning.scale
  const [low, high] = conditioning.clip
  return (Math.min(high, Math.max(low, raw)) - conditioning.mean) / conditioning.std
}

/**
 * The return token at play, for one episode of one agent. The target is a whole-episode return over `horizon` steps.
 *
 * - classic: (target − earned) / scale, the float32 subtraction of the reference roll-out.
 * - feedback: (target − earned) / max(steps left, 50); past the horizon it goes on as pi.
 * - hold: target / horizon.
 * - pi: hold + deficit / 200, where deficit ← 0.998·deficit + (target/horizon − reward).
 */
export class ReturnController {
  #step = 0
  #earned = 0
  #deficit = 0
  #classic: number
  readonly #conditioning: Conditioning
  #target: number
  readonly #horizon: number
  readonly #control: Extract<Conditioning, { mode: 'mean-needed' }>['control']

  constructor(
    conditioning: Conditioning,
    target: number,
    horizon: number,
    control = conditioning.mode === 'classic' ? 'feedback' : conditioning.control,
  ) {
    this.#conditioning = conditioning
    this.#target = target
    this.#horizon = horizon
    this.#control = control
    this.#classic = this.#startOfClassic()
  }

  #startOfClassic(): number {
    return this.#conditioning.mode === 'classic' ? Math.fround(this.#target / this.#conditioning.scale) : 0
  }

  reset(): void {
    this.#step = 0
    this.#earned = 0
    this.#deficit = 0
    this.#classic = this.#startOfClassic()
  }

  /**
   * Asks for another return from now on. What was earned so far is judged as if the new target had held all along,
   * so the steps to come are asked for the new pace, not to make up for the old one.
   */
  setTarget(target: number): void {
    if (target === this.#target) return
    const share = Math.min(1, this.#step / this.#horizon)
    this.#earned += (target - this.#target) * share
    if (this.#conditioning.mode === 'classic') {
      const change = ((target - this.#target) * (1 - share)) / this.#conditioning.scale
      this.#classic = Math.fround(this.#classic + change)
    }
    this.#deficit = 0
    this.#target = target
  }

  /** The token for the step about to be taken, standardised. */
  token(): number {
    if (this.#conditioning.mode === 'classic') return this.#classic
    return Math.fround(standardiseReturn(this.#conditioning, this.#meanNeeded()))
  }

  #meanNeeded(): number {
    const pace = this.#target / this.#horizon
    if (this.#control === 'hold') return pace
    if (this.#control === 'pi' || this.#step >= this.#horizon) return pace + this.#deficit / RECOVERY_STEPS
    return (this.#target - this.#earned) / Math.max(this.#horizon - this.#step, MIN_STEPS_LEFT)
  }

  observe(reward: number): void {
    this.#step++
    this.#earned += reward
    this.#deficit = LEAK * this.#deficit + (this.#target / this.#horizon - reward)
    if (this.#conditioning.mode === 'classic') {
      this.#classic = Math.fround(this.#classic - Math.fround(Math.fround(reward) / this.#conditioning.scale))
    }
  }
}
