import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  Box,
  type Env,
  EnvSpec,
  layers,
  make,
  pprintRegistry,
  register,
  registeredEnvs,
  type Registration,
  setWarningHandler,
  TimeAwareObservation,
  TimeLimit,
  TransformReward,
  unregister,
} from '../../src/gym/index.js'

/** Counts its steps; never ends by itself. */
class Counter implements Env {
  readonly observationSpace = new Box(0, Infinity, [1])
  readonly actionSpace = new Box(-1, 1, [1])
  readonly options: Record<string, unknown>
  #count = 0

  constructor(options: Record<string, unknown>) {
    this.options = options
  }

  get unwrapped() {
    return this
  }

  reset() {
    this.#count = 0
    return [Float32Array.of(0), {}] as [Float32Array, Record<string, unknown>]
  }

  step() {
    return [Float32Array.of(++this.#count), 1, false, false, {}] as [
      Float32Array,
      number,
      boolean,
      boolean,
      {},
    ]
  }

  close() {}
}

const half = (reward: number) => reward / 2

let warnings: string[]
let restore: (message: string) => void
/** What other files registered: here nothing else is known. */
let others: EnvSpec[]

beforeEach(() => {
  warnings = []
  restore = setWarningHandler((message) => warnings.push(message))
  others = registeredEnvs()
  for (const { id } of others) unregister(id)
  register({
    id: 'Test/Counter-v0',
    entryPoint: (options) => new Counter(options),
    maxEpisodeSteps: 3,
    kwargs: { start: 0, scale: 2 },
  })
})

afterEach(() => {
  setWarningHandler(restore)
  for (const { id } of registeredEnvs()) unregister(id)
  for (const spec of others) register(spec as Registration)
})

function lengthOf(env: Env): number {
  env.reset()
  for (let steps = 1; steps <= 10; steps++) if (env.step(Float32Array.of(0))[3]) return steps
  return Infinity
}

describe('make', () => {
  test('merges options over the registered ones', () => {
    const env = make('Test/Counter-v0', { scale: 5, level: 'slope' })
    expect((env.unwrapped as Counter).options).toEqual({ start: 0, scale: 5, level: 'slope' })
    expect(env.spec?.kwargs).toEqual({ start: 0, scale: 5, level: 'slope' })
  })

  test('truncates at the registered limit, at another, or never', () => {
    expect(lengthOf(make('Test/Counter-v0'))).toBe(3)
    expect(lengthOf(make('Test/Counter-v0', { maxEpisodeSteps: 7 }))).toBe(7)
    expect(lengthOf(make('Test/Counter-v0', { maxEpisodeSteps: -1 }))).toBe(Infinity)
  })

  test('refuses step before reset', () => {
    expect(() => make('Test/Counter-v0').step(Float32Array.of(0))).toThrow(
      'Test/Counter-v0: step before reset',
    )
  })

  test('an id without version means the latest, and says so', () => {
    register({ id: 'Test/Counter-v2', entryPoint: (options) => new Counter(options) })
    expect(make('Test/Counter').spec?.id).toBe('Test/Counter-v2')
    expect(warnings).toEqual([expect.stringContaining('uses the latest version, Test/Counter-v2')])
    make('Test/Counter-v0')
    expect(warnings[1]).toContain('out of date')
  })

  test('an unknown id names what is near', () => {
    expect(() => make('Test/Conter-v0')).toThrow(
      'no environment Test/Conter-v0; did you mean Test/Counter-v0?',
    )
    expect(() => make('test/counter-v0')).toThrow('did you mean Test/Counter-v0?')
    expect(() => make('Test/Counter-v9')).toThrow('no environment Test/Counter-v9; there is Test/Counter-v0')
    expect(() => make('Nothing/AtAll-v0')).toThrow('there are Test/Counter-v0')
    for (let version = 1; version < 7; version++)
      register({ id: `Test/Counter-v${version}`, entryPoint: () => new Counter({}) })
    expect(() => make('Nothing/AtAll-v0')).toThrow('pprintRegistry() lists the 7 that exist')
    expect(() => make('no such id')).toThrow('environment id "no such id": expected [Namespace/]Name[-v0]')
  })

  test('an entry point that builds no environment is named', () => {
    register({ id: 'Test/Empty-v0', entryPoint: () => ({}) as Env })
    expect(() => make('Test/Empty-v0')).toThrow('make Test/Empty-v0: its entryPoint returned no environment')
    const bare = () => ({ reset() {}, step() {}, close() {} }) as unknown as Env
    register({ id: 'Test/Bare-v0', entryPoint: bare })
    expect(() => make('Test/Bare-v0')).toThrow('Test/Bare-v0: unwrapped must be the innermost environment')
  })
})

describe('an entry point', () => {
  test('may put wrappers on by itself: they belong to the environment, and its spec does not repeat them', () => {
    register({
      id: 'Test/Slow-v0',
      entryPoint: (options) =>
        new TransformReward(new TimeLimit(new Counter(options), { maxEpisodeSteps: 5 }), half),
    })
    const env = new TimeAwareObservation(make('Test/Slow-v0', { disableEnvChecker: true }))
    expect(env.spec?.additionalWrappers.map(({ name }) => name)).toEqual(['TimeAwareObservation'])
    expect(env.spec?.maxEpisodeSteps).toBeUndefined()
    const again = make(EnvSpec.fromJSON(JSON.stringify(env.spec)))
    expect(String(again)).toBe(String(env))
    again.reset()
    expect(again.step(Float32Array.of(0))[1]).toBe(0.5)
  })

  test('may answer with an environment whose spec is an accessor, but not with a frozen one', () => {
    class Accessor extends Counter {
      get spec(): undefined {
        return undefined
      }
    }
    register({ id: 'Test/Accessor-v0', entryPoint: (options) => new Accessor(options) })
    expect(make('Test/Accessor-v0').spec?.id).toBe('Test/Accessor-v0')
    register({ id: 'Test/Frozen-v0', entryPoint: (options) => Object.freeze(new Counter(options)) })
    expect(() => make('Test/Frozen-v0')).toThrow(
      'make Test/Frozen-v0: its entry point returned a frozen environment',
    )
  })

  test('gets defaults of its own: what it writes into them, the next one does not see', () => {
    const kwargs = { track: { seen: [1] }, weights: Float32Array.of(1), onEnd: () => {} }
    register({ id: 'Test/Writer-v0', entryPoint: (options) => new Counter(options), kwargs })
    const optionsOf = () => (make('Test/Writer-v0').unwrapped as Counter).options as typeof kwargs
    const options = optionsOf()
    options.track.seen.push(2)
    options.weights[0] = 7
    expect(optionsOf()).toEqual(kwargs)
    expect(kwargs.track.seen).toEqual([1])
  })
})

describe('register', () => {
  test('a name has either versions or none', () => {
    expect(() => register({ id: 'Test/Counter', entryPoint: () => new Counter({}) })).toThrow(
      'versions or none',
    )
  })

  test('a second registration replaces the first with a warning', () => {
    register({ id: 'Test/Counter-v0', entryPoint: () => new Counter({}) })
    expect(warnings).toEqual(['register Test/Counter-v0: replaces the environment of that id'])
  })

  test('an entry point must be a function', () => {
    expect(() => register({ id: 'Test/Bad-v0', entryPoint: 'module:Bad' as never })).toThrow(
      'must be a function',
    )
  })
})

describe('EnvSpec', () => {
  test('goes through JSON and builds the same environment', () => {
    const env = make('Test/Counter-v0', { scale: 5, maxEpisodeSteps: 4 })
    const spec = EnvSpec.fromJSON(JSON.stringify(env.spec))
    expect(spec.toJSON()).toEqual(env.spec!.toJSON())
    const again = make(spec)
    expect(layers(again).map((layer) => layer.constructor.name)).toEqual(
      layers(env).map((layer) => layer.constructor.name),
    )
    expect((again as TimeLimit).maxEpisodeSteps).toBe(4)
    expect((again.unwrapped as Counter).options).toEqual({ start: 0, scale: 5 })
  })

  test('infinite numbers go through JSON as words, typed arrays as lists', () => {
    const env = make('Test/Counter-v0', {
      range: [0.7, Infinity],
      weights: Float32Array.of(0.5),
      seen: undefined,
    })
    const text = JSON.stringify(env.spec)
    expect(text).toContain('"kwargs":{"start":0,"scale":2,"range":[0.7,"Infinity"],"weights":[0.5]}')
    expect(EnvSpec.fromJSON(text).kwargs).toEqual({
      start: 0,
      scale: 2,
      range: [0.7, Infinity],
      weights: [0.5],
    })
  })

  test.each([
    ['a function', () => 1, 'function'],
    ['a Set', new Set(), 'object with no keys'],
    ['NaN', NaN, 'NaN'],
  ])('%s in its options is named where it would be lost, and printed in words', (_, value, words) => {
    const { spec } = make('Test/Counter-v0', { levels: [{ value }] })
    expect(() => JSON.stringify(spec)).toThrow(
      'EnvSpec Test/Counter-v0: kwargs.levels[0].value cannot be written as JSON',
    )
    expect(spec?.pprint()).toContain(`"value":"${words}`)
  })

  test('JSON has the names that Gymnasium reads', () => {
    expect(Object.keys(make('Test/Counter-v0').spec!.toJSON())).toEqual([
      'id',
      'entry_point',
      'reward_threshold',
      'nondeterministic',
      'max_episode_steps',
      'order_enforce',
      'disable_env_checker',
      'kwargs',
      'additional_wrappers',
      'vector_entry_point',
    ])
  })

  test('prints what is not the default', () => {
    expect(make('Test/Counter-v0', { disableEnvChecker: true }).spec?.pprint()).toBe(
      'id=Test/Counter-v0\nmaxEpisodeSteps=3\ndisableEnvChecker=true\nkwargs={"start":0,"scale":2}',
    )
  })

  test('bad JSON says which field', () => {
    expect(() => EnvSpec.fromJSON('{')).toThrow('EnvSpec: not JSON')
    expect(() => EnvSpec.fromJSON({ id: 'A-v0', max_episode_steps: 'many' })).toThrow(
      'EnvSpec: max_episode_steps',
    )
  })
})

test('pprintRegistry groups by namespace', () => {
  expect(pprintRegistry()).toContain('===== Test =====\nTest/Counter-v0')
  expect(pprintRegistry({ excludeNamespaces: ['Test'] })).not.toContain('Counter')
})
