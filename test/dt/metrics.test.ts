import { expect, test } from 'vitest'
import { crc32c } from '../../src/dt/eventFile.js'
import { MetricsFiles } from '../../src/dt/metrics.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'

test('CRC-32C of the standard check value', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
})

/** Records of a TFRecord file, their lengths and checksums believed only where they match. */
function records(bytes: Uint8Array): Uint8Array[] {
  const unmasked = (at: number) => {
    const value = (new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true) - 0xa282ead8) >>> 0
    return ((value >>> 17) | (value << 15)) >>> 0
  }
  const all: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true))
    const data = bytes.subarray(at + 12, at + 12 + length)
    expect(unmasked(at + 8)).toBe(crc32c(bytes.subarray(at, at + 8)))
    expect(unmasked(at + 12 + length)).toBe(crc32c(data))
    all.push(data)
    at += 16 + length
  }
  return all
}

test('a training leaves JSON lines and an event file for TensorBoard', async () => {
  const files = new MemoryFiles()
  const metrics = await MetricsFiles.open('model', files)
  for (let step = 1; step <= 45; step++) await metrics.note(step, { loss: 1 / step, gradNorm: 2 })
  await metrics.flush()
  const [jsonl, events] = ['metrics.jsonl', 'events.out.tfevents'].map(async (start) => {
    const found = (await files.list('model/training')).find(({ name }) => name.startsWith(start))!
    return files.read(`model/training/${found.name}`)
  })
  const lines = new TextDecoder()
    .decode(await jsonl)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toHaveLength(45)
  expect(lines[1]).toMatchObject({ step: 2, loss: 0.5, gradNorm: 2 })
  const all = records(await events)
  expect(all).toHaveLength(46)
  const text = all.map((each) => new TextDecoder('latin1').decode(each))
  expect(text[0]).toContain('brain.Event:2')
  expect(text[1]).toContain('gradNorm')
})
