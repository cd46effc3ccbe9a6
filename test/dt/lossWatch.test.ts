import { describe, expect, it } from 'vitest'
import { LossWatch, TrainingDiverged } from '../../src/dt/lossWatch.js'

/** A watch that has seen these losses. */
function watching(losses: readonly number[], first?: number, step = 0): LossWatch {
  const watch = new LossWatch(first, step)
  for (const loss of losses) watch.add(loss)
  return watch
}

const steps = (count: number, lossAt: (step: number) => number) =>
  Array.from({ length: count }, (_, step) => lossAt(step))

describe('the watch over a loss', () => {
  it('lets a training alone whose loss falls', () => {
    const watch = watching(steps(300, (step) => 0.35 * 0.98 ** step))
    watch.check()
    watch.check(true)
    expect(watch.hasLearned).toBe(true)
  })

  it('bears a climb at the beginning that comes back', () => {
    const watch = new LossWatch(undefined, 0)
    for (const loss of steps(300, (step) => (step === 0 ? 0.35 : step < 60 ? 1 : 0.15))) {
      watch.add(loss)
      watch.check()
    }
    expect(watch.hasLearned).toBe(true)
  })

  it('stops one that has climbed and stays up, and says from where to where', () => {
    const watch = new LossWatch(undefined, 0)
    let stoppedAt = 0
    try {
      for (const loss of steps(300, (step) => (step === 0 ? 0.349 : 1.29))) {
        stoppedAt++
        watch.add(loss)
        watch.check()
      }
    } catch (error) {
      expect(error).toBeInstanceOf(TrainingDiverged)
      expect(String(error)).toMatch('the loss has risen from 0.349 to 1.29 by step')
      expect(String(error)).toMatch('try a lower learning rate')
    }
    expect(stoppedAt).toBeGreaterThan(100)
    expect(stoppedAt).toBeLessThan(150)
  })

  it('calls a short training diverged at its end', () => {
    const watch = watching([0.35, ...steps(30, () => 1.2)])
    watch.check()
    expect(() => watch.check(true)).toThrow('the training diverged')
  })

  it('notices a fall back long after the beginning, also after a pause', () => {
    const watch = watching(
      steps(150, () => 1.2),
      0.35,
      2000,
    )
    expect(() => watch.check()).toThrow('from 0.350 to 1.20 by step 2150')
  })

  it('says that nothing was learned where the loss stays what it was, but not too early', () => {
    expect(watching(steps(150, (step) => 0.346 - 0.00005 * step)).hasLearned).toBe(false)
    expect(watching(steps(30, () => 0.346)).hasLearned).toBeUndefined()
  })

  it('judges nothing where the first loss is not known', () => {
    const watch = watching(
      steps(300, () => 9),
      undefined,
      500,
    )
    watch.check(true)
    expect(watch.hasLearned).toBeUndefined()
  })
})
