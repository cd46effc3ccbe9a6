import { tensor, type Tensor2D } from '@tensorflow/tfjs-core'
import { checkBackend, prepareBackend, type WantedBackend } from '../../../src/dt/backend.js'
import type { BatchTensors } from '../../../src/dt/batches.js'
import { loadCheckpoint } from '../../../src/dt/checkpoint.js'
import { forwardFile } from '../../../src/dt/door.js'
import { DecisionTransformer } from '../../../src/dt/model.js'
import { AdamW } from '../../../src/dt/optimizer.js'
import { readSafetensors } from '../../../src/dt/safetensors.js'
import { Stepper } from '../../../src/dt/stepper.js'
import { HttpFiles } from '../../../src/platform/httpFiles.js'

const files = new HttpFiles('/test/dt/golden')
const read = async (path: string) => readSafetensors(await files.read(path), path).tensors

/** Largest |a − b| over rows whose mask is 1. */
function difference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  columns = 1,
  mask?: ArrayLike<number>,
): number {
  let largest = a.length === b.length ? 0 : Infinity
  for (let i = 0; i < a.length; i++) {
    if (!mask || mask[Math.floor(i / columns)]) largest = Math.max(largest, Math.abs(a[i] - b[i]))
  }
  return largest
}

/** Largest difference of the actions from the golden ones. */
async function forward(name: string, backend: WantedBackend): Promise<number> {
  const model = await loadCheckpoint(name, files)
  const bytes = await files.read(`${name}/forward.safetensors`)
  const answer = readSafetensors((await forwardFile(model, bytes, name, { backend })).bytes, name).tensors
  const golden = await read(`${name}/forward.safetensors`)
  const mask = golden.get('in.attention_mask')!.data
  const expected = golden.get('out.action_preds')!
  return difference(answer.get('out.action_preds')!.data, expected.data, expected.shape[2], mask)
}

/** The fixed batches that the reference trained on. */
async function goldenBatches(count: number): Promise<BatchTensors[]> {
  const file = await read('hopper/train-batches.safetensors')
  return Array.from({ length: count }, (_, i) => {
    const get = (name: string) => file.get(`batch${i}.${name}`)!
    const matrix = (name: string) => {
      const { data, shape } = get(name)
      return tensor(data, [shape[0] * shape[1], shape[2]]) as Tensor2D
    }
    const [batch, steps] = get('states').shape
    const mask = get('attention_mask').data
    const actions = matrix('actions')
    return {
      inputs: {
        batch,
        states: matrix('states'),
        actions,
        returnsToGo: matrix('returns_to_go'),
        timesteps: tensor(get('timesteps').data, [batch * steps], 'int32'),
        mask: tensor(mask, [batch, steps], 'float32') as Tensor2D,
      },
      targets: actions,
      rowMask: tensor(mask, [batch * steps], 'float32'),
      dispose() {},
    }
  })
}

/** Largest difference of a gradient of the first batch, in units of the gradient's own size. */
async function gradientDifference(stepper: Stepper, batch: BatchTensors): Promise<number> {
  const golden = await read('hopper/train-grads-step0.safetensors')
  let worst = 0
  for (const [name, gradient] of stepper.gradients(batch).gradients) {
    const expected = golden.get(`grad.${name}`)?.data
    if (!expected) continue
    const size = difference(expected, new Float32Array(expected.length))
    worst = Math.max(worst, difference(await gradient.data(), expected) / size)
  }
  return worst
}

/** Gradients of the first batch, then losses of the first steps of the golden training. */
async function training({ steps, rates, weightDecay, clipNorm }: GoldenTraining) {
  const { config, weights } = await loadCheckpoint('hopper', files)
  const batches = await goldenBatches(steps)
  const model = new DecisionTransformer({ ...config, resid_pdrop: 0, embd_pdrop: 0, attn_pdrop: 0 }, weights)
  const stepper = new Stepper(model, new AdamW(model, { weightDecay, decayAll: true, clipNorm }), 0)
  const worstGradient = await gradientDifference(stepper, batches[0])
  const losses: number[] = []
  for (const [step, batch] of batches.entries()) {
    losses.push((await stepper.step(batch, step, rates[step]).loss.data())[0])
  }
  checkBackend()
  return { worstGradient, losses }
}

export interface GoldenTraining {
  steps: number
  rates: number[]
  weightDecay: number
  clipNorm: number
}

/** Compares a backend in this browser with the reference numbers. */
export default async function run({ backend, golden }: { backend: WantedBackend; golden: GoldenTraining }) {
  const choice = await prepareBackend(backend)
  return {
    reason: choice.reason,
    hopper: await forward('hopper', backend),
    cheetah: await forward('cheetah', backend),
    ...(await training(golden)),
  }
}
