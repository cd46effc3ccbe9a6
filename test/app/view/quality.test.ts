import { describe, expect, it } from 'vitest'
import { firstQuality, qualities, QualityControl, qualityOf } from '../../../src/app/view/quality.js'

const run = (control: QualityControl, milliseconds: number, frames: number) => {
  for (let i = 0; i < frames; i++) control.frame(milliseconds)
  return control.quality.level
}

describe('how much is drawn', () => {
  it('starts high on a graphics card and low where the processor draws', () => {
    expect(firstQuality('ANGLE (NVIDIA GeForce RTX 4070)').level).toBe(0)
    expect(firstQuality('ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device), SwiftShader driver)').level).toBe(
      3,
    )
    expect(firstQuality('llvmpipe (LLVM 15)').level).toBe(3)
  })

  it('goes down while frames stay slow, never up, and ends at the last level', () => {
    const control = new QualityControl(qualities[0])
    expect(run(control, 16.7, 500)).toBe(0)
    expect(run(control, 30, 50)).toBe(1)
    expect(run(control, 5, 500)).toBe(1)
    expect(run(control, 300, 1000)).toBe(qualities.length - 1)
  })

  it('gives up effects early, but the sharpness of the picture late', () => {
    expect(run(new QualityControl(qualities[2]), 30, 100)).toBe(3)
    expect(run(new QualityControl(qualities[3]), 45, 1000)).toBe(3)
  })

  it('does not mind a hiccup', () => {
    const control = new QualityControl(qualities[0])
    for (let i = 0; i < 200; i++) {
      run(control, 16, 30)
      run(control, 3000, 1)
    }
    expect(control.quality.level).toBe(0)
  })

  it('keeps a level that somebody asked for', () => {
    expect(qualityOf({ quality: '1' })).toBe(1)
    expect(qualityOf({ quality: 'best' })).toBeUndefined()
    expect(qualityOf({})).toBeUndefined()
    expect(firstQuality('SwiftShader', 0).level).toBe(0)
    expect(run(new QualityControl(qualities[0], true), 200, 500)).toBe(0)
  })
})
