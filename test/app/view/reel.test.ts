import { describe, expect, it } from 'vitest'
import { Reel } from '../../../src/app/view/reel.js'

/** Five frames a second apart of one link that is at x = time. */
function film(): Reel {
  const times = Float64Array.of(0, 1, 2, 3, 4)
  return new Reel({ times, poses: Float32Array.from([...times].flatMap((time) => [time, 0, 0])) })
}

const shownAt = (reel: Reel, now: number) => {
  const out = new Float32Array(3)
  reel.draw(now, out)
  return out[0]
}

describe('a recorded episode as a film', () => {
  it('plays at its own speed, between the frames too, and stops at the end', () => {
    const reel = film()
    expect(shownAt(reel, 100)).toBe(0)
    expect(shownAt(reel, 100.5)).toBeCloseTo(0.5)
    expect(shownAt(reel, 103.25)).toBeCloseTo(3.25)
    expect(shownAt(reel, 109)).toBe(4)
    expect(reel.playing).toBe(false)
  })

  it('plays slow and fast', () => {
    const reel = film()
    reel.speed = 0.25
    shownAt(reel, 0)
    expect(shownAt(reel, 2)).toBeCloseTo(0.5)
    reel.speed = 2
    expect(shownAt(reel, 3)).toBeCloseTo(2.5)
  })

  it('winds to any moment, playing or not', () => {
    const reel = film()
    reel.playing = false
    reel.seek(2.5)
    expect(shownAt(reel, 50)).toBeCloseTo(2.5)
    expect(shownAt(reel, 60)).toBeCloseTo(2.5)
    reel.seek(-3)
    expect(reel.time).toBe(0)
    reel.seek(99)
    expect(shownAt(reel, 61)).toBe(4)
  })

  it('has nothing to show without frames, and one frame is enough', () => {
    const empty = new Reel({ times: new Float64Array(0), poses: new Float32Array(0) })
    expect(empty.draw(0, new Float32Array(3))).toBe(false)
    const single = new Reel({ times: Float64Array.of(0), poses: Float32Array.of(7, 0, 0) })
    expect(shownAt(single, 0)).toBe(7)
  })
})
