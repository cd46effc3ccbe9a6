import { describe, expect, test } from 'vitest'
import '../../../src/sim/register.js'
import { createGenerator } from '../../../src/gym/seeding.js'
import { make } from '../../../src/gym/registration.js'
import { keyboardSchemes, makeKeyboard, type KeyboardPolicy } from '../../../src/policies/index.js'

const envId = 'Gaitway/HalfCheetah-v0'

/** Plays for so many steps; `press` feeds the keys of the coming step's 50 ms. Returns the speed at the end, m/s. */
function play(
  scheme: string,
  steps: number,
  press: (human: KeyboardPolicy, from: number, to: number) => void,
): number {
  const env = make(envId)
  const human = makeKeyboard(scheme, envId)
  let [observation] = env.reset({ seed: 5 })
  human.reset()
  let speed = 0
  for (let step = 0; step < steps; step++) {
    press(human, 50 * step, 50 * (step + 1))
    const [next, , , , info] = env.step(human.act(observation))
    observation = next
    speed += 0.1 * ((info.x_velocity as number) - speed)
  }
  env.close()
  return speed
}

const hold = (human: KeyboardPolicy, from: number) => from === 0 && human.key('ArrowRight', true, 0)

/** Alternating taps of a rhythm with human jitter, each 60 ms long. */
function taps(interval: number, jitter: number): (human: KeyboardPolicy, from: number, to: number) => void {
  const random = createGenerator(9)
  const events = Array.from({ length: 400 }, (_, i) => {
    const time = 100 + i * interval + random.uniform(-jitter, jitter)
    const code = i % 2 ? 'ArrowRight' : 'ArrowLeft'
    return [
      { code, down: true, time },
      { code, down: false, time: time + 60 },
    ]
  })
    .flat()
    .sort((a, b) => a.time - b.time)
  return (human, from, to) => {
    for (const { code, down, time } of events) if (time >= from && time < to) human.key(code, down, time)
  }
}

test('schemes are described for key hints', () => {
  expect(keyboardSchemes(envId).map(({ name }) => name)).toEqual(['throttle', 'pedal', 'joints'])
  expect(() => makeKeyboard('wings', envId)).toThrow(/there are throttle, pedal, joints/)
})

describe('hold to run', () => {
  test('runs while the key is down, slows down when it is let go, brakes harder', () => {
    const fast = play('throttle', 200, hold)
    const letGo = play('throttle', 200, (human, from) => {
      hold(human, from)
      if (from === 8000) human.key('ArrowRight', false, from)
    })
    expect(fast).toBeGreaterThan(3.5)
    expect(letGo).toBeLessThan(fast / 2)
  })

  test('a gamepad’s trigger does the same', () => {
    const half = play('throttle', 200, (human) => human.axis(0.5))
    const full = play('throttle', 200, (human) => human.axis(1))
    expect(half).toBeGreaterThan(1)
    expect(full).toBeGreaterThan(half)
  })
})

describe('tap in rhythm', () => {
  test('a quick even rhythm runs; slow and wild ones do worse; one key alone does nothing', () => {
    const quick = play('pedal', 200, taps(165, 20))
    const slow = play('pedal', 200, taps(450, 20))
    const wild = play('pedal', 200, taps(165, 120))
    const alone = play('pedal', 200, (human, from, to) => {
      human.key('ArrowLeft', true, from + 1)
      human.key('ArrowLeft', false, to - 20)
    })
    expect(quick).toBeGreaterThan(3)
    expect(slow).toBeLessThan(quick)
    expect(wild).toBeLessThan(quick)
    expect(alone).toBeLessThan(1)
  })
})

describe('raw joints', () => {
  test('every key moves its leg, opposite keys cancel', () => {
    const human = makeKeyboard('joints', envId)
    const none = new Float32Array(17)
    human.key('KeyQ', true, 0)
    expect(human.act(none)[0]).toBe(-1)
    human.key('KeyW', true, 10)
    human.act(none).forEach((torque) => expect(torque).toBeCloseTo(0, 6))
  })
})

describe.each(['Gaitway/Hopper-v0', 'Gaitway/Walker2d-v0'])('%s, which can fall', (body) => {
  test('stays on its feet through presses, releases and changes of rhythm', () => {
    const env = make(body)
    const human = makeKeyboard('throttle', body)
    const random = createGenerator(4)
    // Presses of 0.1 to 1.5 s and pauses as long, 12 s in all; a step takes 8 ms.
    const edges: number[] = []
    for (let time = 0; time < 12_000; time += random.uniform(100, 1500)) edges.push(time)
    let [observation] = env.reset({ seed: 3 })
    let edge = 0
    for (let step = 0; step < 1500; step++) {
      for (; edges[edge] < 8 * (step + 1); edge++) human.key('ArrowRight', edge % 2 === 0, edges[edge])
      const [next, , terminated] = env.step(human.act(observation))
      observation = next
      expect(terminated, `fell after ${step} steps`).toBe(false)
    }
    env.close()
  })
})
