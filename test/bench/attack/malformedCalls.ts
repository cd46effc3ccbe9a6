import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Generator } from '../../../src/gym/index.js'
import { contract, type Method } from '../../../src/host/contract.js'
import type { Attack } from './attack.js'
import { HostProcess } from './hostProcess.js'
import { recordWhole } from './liveRecording.js'

const nasty: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  '',
  '..',
  '../../etc/passwd',
  '/etc/passwd',
  'con',
  '\u0000',
  'a'.repeat(5000),
  [],
  {},
  [[[[[[]]]]]],
  { toString: 1 },
  { __proto__: null, constructor: 1 },
  'Gaitway/HalfCheetah-v0',
  'hf_nonsense',
]
const fields =
  'id kind index undoToken recordingId recordingIds firstStep observations actions rewards dataset append envId envOptions level controller seed policy episodes skill noise jobId datasets model config step loss state message copy repo private token'.split(
    ' ',
  )

/** Calls that no window of ours would make: every one is refused in words, and the library stays as it was. */
export const malformedCalls: Attack = {
  name: 'malformed calls',
  async run({ folder, random, tries }) {
    const library = join(folder, 'library')
    const host = await HostProcess.start(library)
    const recordingIds = [await recordWhole(host, random, 20)]
    await host.call('recording.save', { recordingIds, dataset: 'mine', append: false })
    const before = await fingerprint(library)
    const methods = Object.keys(contract).filter((method) => !harmless.has(method))
    const calls = tries(1500, 200)
    const faults: string[] = []
    for (let index = 0; index < calls; index++) {
      const method = random.uniform() < 0.05 ? '../x' : methods[random.integer(methods.length)]
      const body = JSON.stringify(nonsense(random))
      const response = await host.fetch(`/rpc/${encodeURIComponent(method)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      const text = await response.text()
      if (response.status !== 400)
        faults.push(`${method} ${body.slice(0, 80)}: ${response.status} ${text.slice(0, 80)}`)
      if (text.length > 2000) faults.push(`${method}: an answer of ${text.length} characters`)
    }
    if ((await fingerprint(library)) !== before) faults.push('the library is not as it was')
    await host.stop()
    return { figures: `${calls} calls, all refused in words, no file changed`, faults }
  },
}

/** Those that take nothing, or whatever they are given. */
const harmless = new Set<string>([
  'app.info',
  'levels.list',
  'library.list',
  'recording.pending',
  'jobs.list',
  'settings.get',
  'settings.set',
  'hub.status',
] satisfies Method[])

function nonsense(random: Generator): unknown {
  const any = () => nasty[random.integer(nasty.length)]
  if (random.uniform() < 0.2) return any()
  const chosen = Array.from({ length: 1 + random.integer(6) }, () => fields[random.integer(fields.length)])
  return Object.fromEntries(chosen.map((field) => [field, any()]))
}

async function fingerprint(library: string): Promise<string> {
  const hash = createHash('sha256')
  for (const place of ['datasets', 'models', '.journals']) {
    const entries = await readdir(join(library, place), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    for (const file of files.sort()) hash.update(file).update(await readFile(file))
  }
  return hash.digest('hex')
}
