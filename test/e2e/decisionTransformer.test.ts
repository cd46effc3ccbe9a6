import { describe, expect, inject, it } from 'vitest'
import { goldenJson, largestDifference } from '../dt/golden.js'
import { runInBrowser } from './inBrowser.js'

const browserPath = inject('browserPath')

const { variants, clip_global_norm: clipNorm } = goldenJson('hopper/golden.json').train
const { loss, lr_per_step: rates, weight_decay: weightDecay } = variants.fast
const STEPS = 5

interface Report {
  reason: string
  hopper: number
  cheetah: number
  worstGradient: number
  losses: number[]
}

describe.skipIf(!browserPath)('the Decision Transformer in a browser', () => {
  it.each(['webgpu', 'wasm'])('gives the reference numbers on %s', async (backend) => {
    const golden = { steps: STEPS, rates, weightDecay, clipNorm }
    const report = await runInBrowser<Report>(browserPath, 'decisionTransformer.ts', { backend, golden })
    expect(report.reason).toContain('as asked for')
    expect(report.hopper).toBeLessThan(1e-5)
    expect(report.cheetah).toBeLessThan(1e-5)
    expect(report.worstGradient).toBeLessThan(1e-4)
    expect(largestDifference(report.losses, loss.slice(0, STEPS))).toBeLessThan(2e-5)
  })
})
