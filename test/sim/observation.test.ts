import { expect, test } from 'vitest'
import { bodies, hinges, LocomotionEnv, observationLayout } from '../../src/sim/index.js'

test.each(Object.values(bodies))('$name: every slice holds the quantity of its name', (body) => {
  for (const withX of [false, true]) {
    const env = new LocomotionEnv(body, { excludeCurrentPositionsFromObservation: !withX })
    const [observation] = env.reset({ seed: 3, options: { x: 2 } })
    const layout = observationLayout(hinges(body).length, { withX })
    const { qpos, qvel } = env.state()
    const seen = (values: ArrayLike<number>) => [...Float32Array.from(values)]
    expect(layout.size).toBe(observation.length)
    if (withX) expect(observation[layout.x!]).toBe(Math.fround(qpos[0]))
    else expect(layout.x).toBeUndefined()
    expect(observation[layout.height]).toBe(Math.fround(qpos[1]))
    expect(observation[layout.pitch]).toBe(Math.fround(qpos[2]))
    expect([...observation.subarray(layout.angles.start, layout.angles.end)]).toEqual(seen(qpos.slice(3)))
    expect([layout.xVelocity, layout.zVelocity, layout.pitchRate].map((at) => observation[at])).toEqual(
      seen(qvel.slice(0, 3)),
    )
    expect([...observation.subarray(layout.rates.start, layout.rates.end)]).toEqual(seen(qvel.slice(3)))
    env.close()
  }
})
