import { expect, it } from 'vitest'
import { AtRest, restPose } from '../../../src/app/view/source.js'
import { bodies, LocomotionEnv } from '../../../src/sim/index.js'

it('stands as the simulation puts a body when nothing is left to chance', () => {
  const env = new LocomotionEnv(bodies.cheetah, { resetNoiseScale: 0 })
  env.reset({ seed: 1 })
  const pose = restPose(bodies.cheetah, 0)
  env.pose().forEach((value, i) => expect(value).toBeCloseTo(pose[i], 4))
  env.close()
})

it('stands on the ground of its level, in every lane', () => {
  const out = new Float32Array(2 * 3 * bodies.cheetah.links.length)
  expect(new AtRest(bodies.cheetah, 1.5).draw(0, out)).toBe(true)
  expect(out[1]).toBeCloseTo(2.2)
  expect(out[3 * bodies.cheetah.links.length + 1]).toBeCloseTo(2.2)
})
