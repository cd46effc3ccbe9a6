import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Generator } from '../../../src/gym/index.js'
import type { Attack } from './attack.js'
import { HostProcess, root } from './hostProcess.js'
import { recordWhole } from './liveRecording.js'

const AT_ONCE = 20

/** What is read for the library's lists, by the folder whose sound copy is damaged. */
const kinds: readonly [kind: 'datasets' | 'models', file: string][] = [
  ['datasets', 'data/train-00000-of-00001.parquet'],
  ['datasets', 'meta.json'],
  ['datasets', 'README.md'],
  ['models', 'model.safetensors'],
  ['models', 'config.json'],
  ['models', 'gaitway.json'],
  ['models', 'README.md'],
]

/** Files of every kind with bytes changed, cut off, doubled or put in: each entry is sound or refused in words. */
export const mutatedFiles: Attack = {
  name: 'mutated files',
  async run({ folder, random, tries }) {
    const library = join(folder, 'library')
    const faults: string[] = []
    let host = await HostProcess.start(library)
    const recordingIds = [await recordWhole(host, random, 30), await recordWhole(host, random, 30)]
    await host.call('recording.save', { recordingIds, dataset: 'sound', append: false })
    await host.stop()
    const sound = {
      datasets: join(library, 'datasets', 'sound'),
      models: join(root, 'assets', 'models', 'cheetah'),
    }

    const each = tries(600, 20)
    let [files, refused, slowest] = [0, 0, 0]
    for (const [kind, file] of kinds) {
      const original = await readFile(join(sound[kind], file))
      for (let first = 0; first < each; first += AT_ONCE) {
        const arena = join(folder, `${kind}-${file.replaceAll('/', '-')}-${first}`)
        await mkdir(join(arena, kind), { recursive: true })
        const count = Math.min(AT_ONCE, each - first)
        for (let index = 0; index < count; index++) {
          const entry = join(arena, kind, `e${index}`)
          await cp(sound[kind], entry, { recursive: true })
          await writeFile(join(entry, file), mutated(original, random))
        }
        host = await HostProcess.start(arena)
        const began = performance.now()
        const listed = (await host.call('library.list', {}))[kind].filter(({ shipped }) => !shipped)
        slowest = Math.max(slowest, performance.now() - began)
        if (listed.length !== count) faults.push(`${file}: ${listed.length} of ${count} entries are listed`)
        files += count
        refused += listed.filter(({ error }) => error).length
        for (const { id, error } of listed)
          if (kind === 'datasets' && !error) faults.push(...(await internalErrors(host, id)))
        if (!host.alive) faults.push(`${file}: the host died`)
        await host.stop()
      }
    }
    const figures = `${files} files, ${refused} refused in words, none crashed it; ${AT_ONCE} of them are listed within ${(slowest / 1000).toFixed(1)} s`
    return { figures, faults }
  },
}

/** Watching an episode that does not fit any more is refused in words too. */
async function internalErrors(host: HostProcess, id: string): Promise<string[]> {
  try {
    await host.call('library.episode', { id, index: 0 })
    return []
  } catch (error) {
    return /failed:/.test(String(error)) ? [String(error)] : []
  }
}

function mutated(original: Uint8Array, random: Generator): Uint8Array {
  const bytes = Uint8Array.from(original)
  const at = random.integer(bytes.length)
  switch (random.integer(4)) {
    case 0:
      for (let count = 1 + random.integer(8); count > 0; count--)
        bytes[random.integer(bytes.length)] ^= 1 << random.integer(8)
      return bytes
    case 1:
      return bytes.subarray(0, at)
    case 2: {
      const end = Math.min(bytes.length, at + 1 + random.integer(64))
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)])
    }
    default: {
      const strange = Uint8Array.from({ length: 1 + random.integer(64) }, () => random.integer(256))
      return Buffer.concat([bytes.subarray(0, at), strange, bytes.subarray(at)])
    }
  }
}
