import { describe, expect, it } from 'vitest'
import { trainingCommand } from '../../../src/app/workers/trainingCard.js'
import { configOf } from '../../../src/app/panels/train/plan.js'

describe('trainingCommand', () => {
  it('names every value of the training, so that the card says how to make it again', () => {
    const order = {
      jobId: 'train-1',
      datasets: ['runs', "it's mine"],
      model: 'fast',
      config: { ...configOf('small'), steps: 50, seed: 7 },
      resumeFiles: [],
    }
    expect(trainingCommand(order, 5)).toBe(
      `npx gaitway train --data datasets/runs --data 'datasets/it'\\''s mine' --out models/fast --recipe gaitway ` +
        '--steps 50 --batch-size 32 --context 10 --hidden 64 --layers 2 --heads 1 --dropout 0.1 --lr 0.001 ' +
        '--schedule cosine --warmup 5 --seed 7',
    )
  })
})
