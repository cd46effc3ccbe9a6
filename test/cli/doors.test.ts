import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { readSafetensors } from '../../src/dt/safetensors.js'
import { CapturedIo } from './capturedIo.js'

/** Numbers computed by the original implementation. */
const golden = join(import.meta.dirname, '../dt/golden/hopper')
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gaitway-doors-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('gaitway forward', () => {
  it('gives the numbers of the original implementation', async () => {
    const out = join(folder, 'out.safetensors')
    const io = new CapturedIo()
    const inputs = join(golden, 'forward.safetensors')
    const argv = ['forward', '--model', golden, '--inputs', inputs, '--out', out, '--backend', 'wasm']
    expect(await main([...argv, '--json'], io)).toBe(0)
    expect(io.json).toMatchObject({ out, backend: { backend: 'wasm' } })
    const wanted = readSafetensors(new Uint8Array(await readFile(inputs)), inputs).tensors
    const got = readSafetensors(new Uint8Array(await readFile(out)), out).tensors
    const mask = wanted.get('in.attention_mask')!.data
    const actions = wanted.get('out.action_preds')!
    const size = actions.shape[2]
    for (let i = 0; i < actions.data.length; i++)
      if (Number(mask[Math.floor(i / size)]) > 0)
        expect(Math.abs(Number(actions.data[i]) - Number(got.get('out.action_preds')!.data[i]))).toBeLessThan(
          1e-5,
        )

    const again = new CapturedIo()
    expect(await main(argv, again)).toBe(2)
    expect(again.stderr).toMatch(/--out .* exists already/)
  })

  it('names what is missing', async () => {
    const io = new CapturedIo()
    const argv = ['forward', '--model', golden, '--out', join(folder, 'x.safetensors'), '--inputs']
    expect(await main([...argv, '/nowhere.safetensors'], io)).toBe(2)
    expect(io.stderr).toMatch(/--inputs \/nowhere\.safetensors: there is no such file/)
    const wrong = new CapturedIo()
    expect(await main([...argv, join(golden, 'rollout.safetensors')], wrong)).toBe(2)
    expect(wrong.stderr).toMatch(/tensor in\.states is missing/)
  })
})

describe('gaitway rollout-check', () => {
  it('replays a stored episode to the same actions', async () => {
    const argv = ['rollout-check', '--model', golden, '--inputs', join(golden, 'rollout.safetensors')]
    const io = new CapturedIo()
    expect(await main([...argv, '--tolerance', '1e-5', '--json'], io)).toBe(0)
    expect((io.json as { largest: number }).largest).toBeLessThan(1e-5)
    expect(await main([...argv, '--tolerance', '0'], new CapturedIo())).toBe(1)
  })
})

describe('gaitway export onnx', () => {
  it('writes a file, smaller with the last action alone', async () => {
    const whole = join(folder, 'whole.onnx')
    const last = join(folder, 'last.onnx')
    expect(await main(['export', 'onnx', '--model', golden, '--out', whole], new CapturedIo())).toBe(0)
    expect(
      await main(
        ['export', 'onnx', '--model', golden, '--out', last, '--last-action-only'],
        new CapturedIo(),
      ),
    ).toBe(0)
    expect((await stat(last)).size).toBeLessThan((await stat(whole)).size)
    const io = new CapturedIo()
    expect(await main(['export', 'onnx', '--model', golden, '--out', folder], io)).toBe(2)
    expect(io.stderr).toMatch(/is a folder: name a file/)
  })
})

describe('gaitway demo stitching', () => {
  it('reports shares of shortest paths, and draws', async () => {
    const picture = join(folder, 'stitching.svg')
    const io = new CapturedIo()
    const size = ['--nodes', '6', '--walks', '40', '--walk-steps', '5', '--steps', '20', '--backend', 'wasm']
    expect(await main(['demo', 'stitching', ...size, '--picture', picture, '--json'], io)).toBe(0)
    const { optimal, starts } = io.json as { optimal: { data: number; agent: number }; starts: unknown[] }
    expect(starts).toHaveLength(5)
    for (const share of Object.values(optimal)) {
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(1)
    }
    expect(await readFile(picture, 'utf8')).toMatch(/^<svg/)
    expect((await readdir(folder)).filter((name) => name.includes('.tmp'))).toEqual([])
  })
})
