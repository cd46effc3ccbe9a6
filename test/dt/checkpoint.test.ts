import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkpointFiles, loadCheckpoint } from '../../src/dt/checkpoint.js'
import { Random } from '../../src/dt/random.js'
import { readSafetensors } from '../../src/dt/safetensors.js'
import { readTorchFile } from '../../src/dt/torchFile.js'
import { InputError } from '../../src/platform/errors.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { goldenModel } from './golden.js'

const golden = (path: string) => new Uint8Array(readFileSync(new URL(`golden/${path}`, import.meta.url)))

/** A folder in memory with the given files. */
async function folderOf(contents: Record<string, Uint8Array | string>): Promise<MemoryFiles> {
  const files = new MemoryFiles()
  await files.makeFolder('model')
  for (const [name, bytes] of Object.entries(contents)) {
    const data = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
    await files.writeAtomic(`model/${name}`, data)
  }
  return files
}

describe('a checkpoint', () => {
  test('is read the same from safetensors and from both of PyTorch formats', async () => {
    const { weights } = await goldenModel('edge')
    for (const name of ['pytorch_model.bin', 'pytorch_model.legacy.bin']) {
      const files = await folderOf({
        'config.json': golden('edge/config.json'),
        'pytorch_model.bin': golden(`edge/${name}`),
      })
      expect((await loadCheckpoint('model', files)).weights).toEqual(weights)
    }
  })

  test('is written as Hugging Face writes it', async () => {
    const checkpoint = await goldenModel('hopper')
    const written = checkpointFiles(checkpoint)
    const ours = readSafetensors(written.get('model.safetensors')!, 'ours')
    const theirs = readSafetensors(golden('hopper/model.safetensors'), 'theirs')
    expect(ours.metadata).toEqual({ format: 'pt' })
    expect([...ours.tensors.keys()].sort()).toEqual([...theirs.tensors.keys()].sort())
    for (const [name, { dtype, shape, data }] of theirs.tensors) {
      expect(ours.tensors.get(name)).toMatchObject({ dtype, shape })
      expect(Buffer.compare(Buffer.from(ours.tensors.get(name)!.data.buffer), Buffer.from(data.buffer))).toBe(
        0,
      )
    }
    const config = JSON.parse(new TextDecoder().decode(written.get('config.json')))
    const reference = JSON.parse(new TextDecoder().decode(golden('hopper/config.json')))
    for (const key of Object.keys(config)) expect(config[key], key).toEqual(reference[key])
  })

  test('is read from the disk where nothing else is said', async () => {
    const folder = new URL('golden/edge', import.meta.url).pathname
    expect((await loadCheckpoint(folder)).config.n_inner).toBe(48)
  })

  test('that does not fit says which tensor and why', async () => {
    const config = JSON.parse(new TextDecoder().decode(golden('edge/config.json')))
    const load = async (change: object) =>
      loadCheckpoint(
        'model',
        await folderOf({
          'config.json': JSON.stringify({ ...config, ...change }),
          'model.safetensors': golden('edge/model.safetensors'),
        }),
      )
    await expect(load({ n_layer: 3 })).rejects.toThrow(/tensor encoder\.h\.2\.ln_1\.weight \[32\] is missing/)
    await expect(load({ state_dim: 9 })).rejects.toThrow(
      /embed_state\.weight is \[32,5\], the config wants \[32,9\]/,
    )
    await expect(load({ n_head: 5 })).rejects.toThrow('not a multiple of n_head')
    await expect(load({ add_cross_attention: true })).rejects.toThrow('no cross attention')
    await expect(load({ activation_function: 'swish' })).rejects.toThrow('activation_function')
    await expect(load({ model_type: 'gpt2' })).rejects.toThrow('model_type')
    // Keys of the public Hub models that change nothing.
    await expect(load({ n_embd: 768, summary_type: 'cls_index' })).resolves.toBeTruthy()
    await expect(loadCheckpoint('nothing', new MemoryFiles())).rejects.toThrow('nothing does not exist')
    await expect(loadCheckpoint('model', await folderOf({}))).rejects.toThrow('model: no config.json')
    const file = await folderOf({ 'weights.bin': '' })
    await expect(loadCheckpoint('model/weights.bin', file)).rejects.toThrow('is a file')
    const listed = await folderOf({
      'config.json': '[]',
      'model.safetensors': golden('edge/model.safetensors'),
    })
    await expect(loadCheckpoint('model', listed)).rejects.toThrow('expected a JSON object')
  })

  test.each(['edge/model.safetensors', 'edge/pytorch_model.bin', 'edge/pytorch_model.legacy.bin'])(
    'that is damaged is refused in words, never with a crash: %s',
    (path) => {
      const whole = golden(path)
      const random = new Random(11)
      const read = (bytes: Uint8Array) =>
        path.endsWith('.safetensors') ? readSafetensors(bytes, 'm').tensors : readTorchFile(bytes, 'm')
      let refused = 0
      for (let i = 0; i < 60; i++) {
        let bytes: Uint8Array = whole.slice()
        if (i % 3 === 0) bytes = bytes.subarray(0, random.integer(bytes.length))
        else {
          // Most changes go where the structure is: at the beginning.
          const reach = i % 3 === 1 ? 6000 : bytes.length
          for (let n = 0; n < 1 + (i % 5); n++) bytes[random.integer(reach)] = random.integer(256)
        }
        try {
          read(bytes)
        } catch (error) {
          expect(error, String((error as Error).stack)).toBeInstanceOf(InputError)
          expect((error as Error).message).not.toContain('\n')
          refused++
        }
      }
      expect(refused).toBeGreaterThan(30)
    },
  )

  test('with a program in its pickle is refused', () => {
    // protocol 2: os.system('true')
    const bytes = new TextEncoder().encode('\u0080\u0002cos\nsystem\nX\u0004\u0000\u0000\u0000true\u0085R.')
    const raw = Uint8Array.from(
      [...'\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R.'].map((c) => c.charCodeAt(0)),
    )
    expect(() => readTorchFile(raw, 'model.bin')).toThrow('wants to call os.system')
    expect(() => readTorchFile(bytes, 'model.bin')).toThrow(InputError)
  })
})
