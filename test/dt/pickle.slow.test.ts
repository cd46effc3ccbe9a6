import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inspectCheckpoint, loadCheckpoint } from '../../src/dt/checkpoint.js'
import { readTorchFile, readTorchShapes } from '../../src/dt/torchFile.js'
import { InputError } from '../../src/platform/errors.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'

const golden = (path: string) => new Uint8Array(readFileSync(new URL(`golden/${path}`, import.meta.url)))

/** Bytes from opcodes and their arguments, one character a byte. */
const raw = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const uint32 = (value: number) => String.fromCharCode(...new Uint8Array(Uint32Array.of(value).buffer))

const PROTOCOL = '\x80\x02'
/** The old format's magic number, version and machine: what a state dict may follow. */
const LEGACY = `${PROTOCOL}\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.${PROTOCOL}M\xe9\x03.${PROTOCOL}}X\x0d\x00\x00\x00little_endian\x88s.`
/** A tuple of a pair of pairs of pairs …: 4 bytes a level, and twice as large with each. */
const doubled = `)q\x00${'h\x00h\x00\x86q\x00'.repeat(60)}`
/** A storage of four numbers, as PyTorch refers to one. */
const storage = `(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04tQ`
const rebuild = 'ctorch._utils\n_rebuild_tensor_v2\n'

function refusal(pickle: string): string {
  try {
    readTorchFile(raw(pickle), 'model.bin')
  } catch (error) {
    expect(error, String((error as Error).stack)).toBeInstanceOf(InputError)
    return (error as Error).message
  }
  throw new Error('it was read')
}

describe('a pickle made to freeze or fill the memory', () => {
  it.each<[string, string, RegExp]>([
    [
      'nested tuples as the name of what it calls',
      `${doubled}X\x01\x00\x00\x00a\x93.`,
      /a name that is no text/,
    ],
    ['nested tuples as the module', `${doubled}h\x00X\x01\x00\x00\x00a\x93.`, /a name that is no text/],
    ['nested tuples as a reference to a storage', `${doubled}Q.`, /an unknown reference/],
    [
      'nested tuples as the name of a tensor',
      `${LEGACY}${PROTOCOL}${doubled}}h\x00Ns.`,
      /whose name is no text/,
    ],
    ['nested tuples as the magic number', `${doubled}.`, /not a file that PyTorch wrote/],
    [
      'nested tuples as the storages of the old format',
      `${LEGACY}${PROTOCOL}}.${doubled}.`,
      /whose name is no text/,
    ],
    ['a million marks', `${'('.repeat(1_100_000)}.`, /more than 1000000 values/],
    ['a million marks, each taken back', `${'(t'.repeat(1_100_000)}.`, /more than 1000000 values/],
    ['marks taken back alone', `${'(0'.repeat(1_100_000)}.`, /more than 1000000 values/],
    ['a value recalled a million times', `}q\x00${'h\x00'.repeat(1_100_000)}.`, /more than 1000000 values/],
    ['a value that is kept a million times', `}${'\x94'.repeat(1_100_000)}.`, /more than 1000000 values/],
    ['texts of many megabytes', `X${uint32(17 << 20)}${'x'.repeat(17 << 20)}.`, /bytes of text/],
    ['a number of a thousand digits', `\x8a\xff${'\x7f'.repeat(255)}.`, /more than 128 bits/],
    [
      'one list of many numbers as the shape of many tensors',
      `${LEGACY}${PROTOCOL}](${'K\x01'.repeat(400_000)}eq\x00${`${rebuild}(${storage}K\x00h\x00h\x00tR0`.repeat(2000)}.`,
      /a tensor that makes no sense/,
    ],
    ['a storage that is a dictionary', `${rebuild}(}K\x00))tR.`, /a tensor that makes no sense/],
    ['a call of what is long', `c${'a'.repeat(900)}\nb\n)R.`, /wants to call a{79}…, which/],
  ])('is refused in words: %s', (_, pickle, said) => {
    const message = refusal(pickle)
    expect(message).toMatch(said)
    expect(message.length).toBeLessThan(300)
  })

  it('cannot fill the memory with tensors that share their values', () => {
    const values = 1000
    const shared = storage.replace('K\x04', 'M\xe8\x03')
    const shape = 'M\xe8\x03\x85K\x01\x85'
    const names = Array.from({ length: 200 }, (_, i) => String(i).padStart(3, '0'))
    const tensors = names.map((name) => `X\x03\x00\x00\x00${name}h\x00`).join('')
    const pickle = `${PROTOCOL}${rebuild}(${shared}K\x00${shape}tRq\x000}(${tensors}u.`
    const keys = `${PROTOCOL}](X\x01\x00\x00\x000e.`
    const bytes = raw(`${LEGACY}${pickle}${keys}${uint32(values)}${uint32(0)}${'\0'.repeat(4 * values)}`)
    expect(() => readTorchFile(bytes, 'model.bin')).toThrow(/share their values more often than weights do/)
  })
})

describe('the shapes of a file on the disk', () => {
  it.each(['pytorch_model.bin', 'pytorch_model.legacy.bin'])('are those of its tensors: %s', async (name) => {
    const bytes = golden(`edge/${name}`)
    const files = new MemoryFiles()
    await files.writeAtomic('model.bin', bytes)
    const shapes = await readTorchShapes('model.bin', files)
    const tensors = readTorchFile(bytes, 'model.bin')
    expect([...shapes]).toEqual([...tensors].map(([key, { dtype, shape }]) => [key, { dtype, shape }]))
  })

  it.each(['model.safetensors', 'pytorch_model.bin'])(
    'are all that a look at a model needs: %s',
    async (name) => {
      const files = new MemoryFiles()
      await files.writeAtomic('model/config.json', golden('edge/config.json'))
      await files.writeAtomic(`model/${name}`, golden(`edge/${name}`))
      const { weights, config } = await loadCheckpoint('model', files)
      let parameters = 0
      for (const { data } of weights.values()) parameters += data.length
      expect(await inspectCheckpoint('model', files)).toEqual({ config, parameters, gaitway: undefined })
    },
  )
})

describe('a zip archive', () => {
  const whole = golden('edge/pytorch_model.bin')
  const view = new DataView(whole.buffer)
  const directory = view.getUint32(whole.length - 22 + 16, true)

  it('with two files on the same bytes is refused', () => {
    const bytes = whole.slice()
    const entries: number[] = []
    for (let at = directory; view.getUint32(at, true) === 0x02014b50;) {
      entries.push(at)
      at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    }
    new DataView(bytes.buffer).setUint32(entries[2] + 42, view.getUint32(entries[1] + 42, true), true)
    expect(() => readTorchFile(bytes, 'model.bin')).toThrow(/overlaps another file/)
  })

  it('that claims more files than it has is refused', () => {
    const bytes = whole.slice()
    new DataView(bytes.buffer).setUint16(bytes.length - 22 + 10, 65_535, true)
    expect(() => readTorchFile(bytes, 'model.bin')).toThrow(/of its directory/)
  })
})
