import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  Box,
  checkEnv,
  createGenerator,
  Dict,
  Discrete,
  type Env,
  type Info,
  make,
  RecordEpisodeStatistics,
  register,
  type ResetOptions,
  setWarningHandler,
  type StepResult,
  TransformReward,
  Tuple,
  unregister,
} from '../../../src/gym/index.js'

/** A walk on a line from a random place; it ends at either end. Nothing is wrong with it. */
class Walk implements Env {
  observationSpace = new Box(-10, 10, [2])
  actionSpace = new Box(-1, 1, [1])
  readonly unwrapped: Env<unknown, unknown> = this
  protected generator = createGenerator()
  protected position = 0

  reset({ seed }: ResetOptions = {}): [Float32Array, Info] {
    if (seed !== undefined) this.generator = createGenerator(seed)
    this.position = this.generator.uniform(-1, 1)
    return [this.observe(), {}]
  }

  step(action: Float32Array): StepResult<Float32Array> {
    this.position += action[0] + this.generator.normal(0, 0.1)
    const done = Math.abs(this.position) >= 3
    return [this.observe(), Math.fround(this.position), done, false, { position: this.position }]
  }

  close(): void {}

  protected observe(): Float32Array {
    return Float32Array.of(this.position, Math.min(10, Math.abs(this.position)))
  }
}

let restore: (message: string) => void
beforeAll(() => {
  restore = setWarningHandler(() => {})
})
afterAll(() => {
  setWarningHandler(restore)
})

test('a sound environment passes, by itself and registered', () => {
  expect(checkEnv(new Walk())).toEqual([])
  register({ id: 'Check/Walk-v0', entryPoint: () => new Walk(), maxEpisodeSteps: 30 })
  expect(checkEnv(make('Check/Walk-v0').unwrapped)).toEqual([])
  unregister('Check/Walk-v0')
})

describe('of wrappers', () => {
  const wrapped = 'wrapped: the checks cannot tell the environment from its wrappers'
  beforeAll(() => {
    register({ id: 'Check/Walk-v0', entryPoint: () => new Walk(), maxEpisodeSteps: 30 })
  })
  afterAll(() => {
    unregister('Check/Walk-v0')
  })

  test('the times that one measures need not repeat', () => {
    const timed = new RecordEpisodeStatistics(make('Check/Walk-v0'), { statsKey: 'run' })
    expect(checkEnv(timed)).toEqual([wrapped])
  })

  test('one around a function cannot be built again, but is checked as it is', () => {
    const negated = new TransformReward(make('Check/Walk-v0'), (reward) => -reward)
    expect(checkEnv(negated)).toEqual([
      wrapped,
      'a wrapper was built from what is no JSON: instances that share state would go unnoticed',
    ])
  })
})

test('one that says it is nondeterministic may be', () => {
  class Dice extends Walk {
    override step(action: Float32Array) {
      this.position += Math.random() / 100
      return super.step(action)
    }
  }
  register({ id: 'Check/Dice-v0', entryPoint: () => new Dice(), nondeterministic: true })
  expect(checkEnv(make('Check/Dice-v0').unwrapped)).toEqual([])
  unregister('Check/Dice-v0')
})

/** What is broken, how, and what `checkEnv` says about it. */
const broken: [flaw: string, build: () => unknown, message: string][] = [
  ['is nothing', () => undefined, 'expected an environment, got undefined'],
  ['has no step', () => Object.assign(new Walk(), { step: undefined }), 'step must be a method'],
  [
    'has no unwrapped',
    () => Object.assign(new Walk(), { unwrapped: undefined }),
    'unwrapped must be the innermost',
  ],
  [
    'has no action space',
    () => Object.assign(new Walk(), { actionSpace: undefined }),
    'actionSpace is missing',
  ],
  [
    'has something else as a space',
    () => Object.assign(new Walk(), { observationSpace: { low: -1, high: 1 } }),
    'observationSpace must be a Space, got object with low, high',
  ],
  [
    'has an empty space',
    () => Object.assign(new Walk(), { actionSpace: new Dict({ arm: new Tuple([]) }) }),
    'actionSpace.arm is an empty Tuple',
  ],
  [
    'has a space that excludes its own samples',
    () =>
      Object.assign(new Walk(), {
        actionSpace: Object.assign(new Discrete(2), { sample: () => 7 }),
      }),
    'actionSpace does not contain its own sample: expected a whole number from 0 to 1, got 7',
  ],
  [
    'has a space that ignores its seed',
    () => Object.assign(new Walk(), { actionSpace: Object.assign(new Box(-1, 1, [1]), { seed() {} }) }),
    'actionSpace: the same seed must give the same samples',
  ],
  [
    'returns only the observation from reset',
    () =>
      new (class extends Walk {
        override reset(options?: ResetOptions) {
          return super.reset(options)[0] as never
        }
      })(),
    'reset must return [observation, info], got Float32Array of 2',
  ],
  [
    'cannot be reset without options',
    () =>
      new (class extends Walk {
        override reset(options: ResetOptions) {
          return super.reset({ seed: options.seed })
        }
      })(),
    "reset() threw: Cannot read properties of undefined (reading 'seed')",
  ],
  [
    'returns doubles where the space has floats',
    () =>
      new (class extends Walk {
        override observe() {
          return Float64Array.of(0, 0) as never
        }
      })(),
    'reset: the observation is not in observationSpace: expected Float32Array of 2, got Float64Array of 2',
  ],
  [
    'leaves its observation space',
    () =>
      new (class extends Walk {
        override observe() {
          return Float32Array.of(0, this.position * 1000)
        }
      })(),
    'outside [-10, 10]',
  ],
  [
    'returns NaN in an observation',
    () =>
      new (class extends Walk {
        override step(action: Float32Array) {
          const result = super.step(action)
          result[0][1] = NaN
          return result
        }
      })(),
    'step: the observation is not in observationSpace: element 1 is NaN',
  ],
  [
    'returns no info',
    () =>
      new (class extends Walk {
        override reset(options?: ResetOptions) {
          return [super.reset(options)[0], null] as never
        }
      })(),
    'reset: info must be an object, got null',
  ],
  [
    'steps as the old Gym did',
    () =>
      new (class extends Walk {
        override step(action: Float32Array) {
          const [observation, reward, done, , info] = super.step(action)
          return [observation, reward, done, info] as never
        }
      })(),
    'step must return [observation, reward, terminated, truncated, info], got array of 4',
  ],
  [
    'gives no number as reward',
    () =>
      new (class extends Walk {
        override step(action: Float32Array) {
          const result = super.step(action)
          result[1] = '1' as never
          return result
        }
      })(),
    'step: reward must be a number, got "1"',
  ],
  [
    'gives an infinite reward',
    () =>
      new (class extends Walk {
        override step(action: Float32Array) {
          const result = super.step(action)
          result[1] = 1 / 0
          return result
        }
      })(),
    'step: reward is Infinity',
  ],
  [
    'gives a number as flag',
    () =>
      new (class extends Walk {
        override step(action: Float32Array) {
          const result = super.step(action)
          result[2] = 0 as never
          return result
        }
      })(),
    'step: terminated must be a boolean, got 0',
  ],
  [
    'ignores the seed',
    () =>
      new (class extends Walk {
        override reset() {
          return super.reset({})
        }
      })(),
    'reset: the same seed gave two different results',
  ],
  [
    'seeds itself at every reset',
    () =>
      new (class extends Walk {
        override reset({ seed = 0 }: ResetOptions = {}) {
          return super.reset({ seed })
        }
      })(),
    'reset: without a seed every episode begins the same',
  ],
  [
    'takes fresh entropy for later episodes',
    () =>
      new (class extends Walk {
        override reset({ seed }: ResetOptions = {}) {
          return super.reset({ seed: seed ?? Math.floor(Math.random() * 1e9) })
        }
      })(),
    'reset: the episode after a seeded one differs between runs',
  ],
  [
    'steps by Math.random',
    () =>
      new (class extends Walk {
        override step(action: Float32Array) {
          this.position += Math.random() / 100
          return super.step(action)
        }
      })(),
    'step 1: the same seed and actions gave different results: observation was',
  ],
  [
    'keeps a counter over episodes in its info',
    () =>
      new (class extends Walk {
        #steps = 0
        override step(action: Float32Array) {
          const result = super.step(action)
          result[4].steps = ++this.#steps
          return result
        }
      })(),
    'step 1: the same seed and actions gave different results: info was',
  ],
  [
    'returns the same array each time',
    () =>
      new (class extends Walk {
        readonly #shared = new Float32Array(2)
        override observe() {
          this.#shared.set(super.observe())
          return this.#shared
        }
      })(),
    'step: it changed the observation returned before; return a new array each time',
  ],
  [
    'returns the array of the last step again at reset',
    () =>
      new (class extends Walk {
        #last: Float32Array = new Float32Array(2)
        override reset(options?: ResetOptions) {
          this.#last.set(super.reset(options)[0])
          return [this.#last, {}] as [Float32Array, Info]
        }
        override step(action: Float32Array) {
          const result = super.step(action)
          this.#last = result[0]
          return result
        }
      })(),
    'reset: it changed the observation returned before; return a new array each time',
  ],
  [
    'returns two arrays in turn',
    () =>
      new (class extends Walk {
        readonly #two = [new Float32Array(2), new Float32Array(2)]
        override observe() {
          this.#two.reverse()
          this.#two[0].set(super.observe())
          return this.#two[0]
        }
      })(),
    'step: it returned an array that it had returned before; return a new array each time',
  ],
  [
    'writes into an observation of long ago',
    () =>
      new (class extends Walk {
        readonly #all: Float32Array[] = []
        override observe() {
          this.#all.push(super.observe())
          this.#all.at(-3)?.fill(0)
          return this.#all.at(-1)!
        }
      })(),
    'an observation was changed some calls after it was returned',
  ],
  [
    'writes into its action',
    () =>
      new (class extends Walk {
        override step(action: Float32Array) {
          action[0] *= 0.5
          return super.step(action)
        }
      })(),
    'step: it changed the action that it was given',
  ],
  [
    'throws what is no error',
    () =>
      new (class extends Walk {
        override step(): never {
          throw null
        }
      })(),
    'step threw: null',
  ],
  [
    'throws at the first close',
    () =>
      new (class extends Walk {
        override close() {
          throw new Error('no connection')
        }
      })(),
    'close threw: no connection',
  ],
  [
    'throws at the second close',
    () =>
      new (class extends Walk {
        #open = true
        override close() {
          if (!this.#open) throw new Error('already closed')
          this.#open = false
        }
      })(),
    'close: a second call must do nothing, but threw: already closed',
  ],
]

describe('a broken one fails with its reason: it', () => {
  test.each(broken)('%s', (_, build, message) => {
    expect(() => checkEnv(build() as Env)).toThrow(`checkEnv environment: `)
    expect(() => checkEnv(build() as Env)).toThrow(message)
  })

  test('shares state between instances', () => {
    let shared = createGenerator()
    class Entangled extends Walk {
      override reset({ seed }: ResetOptions = {}) {
        if (seed !== undefined) shared = createGenerator(seed)
        this.generator = shared
        return super.reset({})
      }
    }
    register({ id: 'Check/Entangled-v0', entryPoint: () => new Entangled() })
    expect(() => checkEnv(make('Check/Entangled-v0').unwrapped)).toThrow(
      /^checkEnv Check\/Entangled-v0: reset after step \d+: a second instance disturbed the first/,
    )
    unregister('Check/Entangled-v0')
  })
})

test('advice on what works but is unwise', () => {
  const env = Object.assign(new Walk(), { actionSpace: new Box([-5, 0], [5, 0]) })
  expect(checkEnv(env)).toEqual([
    'actionSpace: low and high are equal somewhere, so that element says nothing',
    'actionSpace: prefer bounds of [-1, 1] or [0, 1], as learners and RescaleAction expect',
  ])
  expect(checkEnv(Object.assign(new Walk(), { actionSpace: new Box(-Infinity, 1, [1]) }))).toEqual([
    'actionSpace: is unbounded; give actions finite bounds',
  ])
})

test('an environment of Dict, Tuple and Discrete spaces is checked to its leaves', () => {
  class Switches extends Walk {
    override observationSpace = new Dict({ room: new Tuple([new Discrete(2), new Box(0, 1, [1])]) }) as never
    override actionSpace = new Discrete(2) as never
    override observe() {
      return { room: [1, Float32Array.of(2)] } as never
    }
  }
  expect(() => checkEnv(new Switches())).toThrow(
    'reset: the observation is not in observationSpace: room: element 1: element 0 is 2, outside [0, 1]',
  )
})
