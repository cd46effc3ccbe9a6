import { describe, expect, it } from 'vitest'
import { Breather } from '../../../src/app/view/breather.js'

/** A processor that needs `cost` ms for a picture. */
function softwareRenderer(cost: number) {
  let now = 0
  let done = 0
  const fences = {
    SYNC_GPU_COMMANDS_COMPLETE: 1,
    SYNC_STATUS: 2,
    SIGNALED: 3,
    fenceSync: () => {
      done = now + cost
      return {} as WebGLSync
    },
    getSyncParameter: () => (now >= done ? 3 : 0),
    deleteSync: () => {},
  }
  const breather = new Breather(fences as never)
  /** Pictures begun in a second of 60 chances. */
  return (still: boolean) => {
    let pictures = 0
    for (let i = 0; i < 60; i++) {
      now += 1000 / 60
      if (!breather.mayDraw(now, still)) continue
      breather.drew(now)
      pictures++
    }
    return pictures
  }
}

describe('leaving time for everything else', () => {
  it('draws every frame on a graphics card while things move, half of them while they do not', () => {
    const breather = new Breather()
    let [moving, still] = [0, 0]
    for (let now = 0; now < 990; now += 1000 / 60) if (breather.mayDraw(now, false)) moving++
    for (let now = 2000; now < 3000; now += 1000 / 60)
      if (breather.mayDraw(now, true)) {
        breather.drew(now)
        still++
      }
    expect(moving).toBe(60)
    expect(still).toBeGreaterThan(20)
    expect(still).toBeLessThan(35)
  })

  it('where the processor draws, rests after every picture as long as half of it took', () => {
    expect(softwareRenderer(100)(false)).toBeLessThanOrEqual(7)
    expect(softwareRenderer(100)(false)).toBeGreaterThanOrEqual(5)
    expect(softwareRenderer(10)(false)).toBeGreaterThan(25)
  })

  it('hardly draws a picture in which nothing moves', () => {
    expect(softwareRenderer(50)(true)).toBeLessThanOrEqual(5)
  })
})
