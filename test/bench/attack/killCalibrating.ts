import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Attack, waitUpTo } from './attack.js'
import { HostProcess, root } from './hostProcess.js'

/** The host is killed while a dial is measured: the model is as it was, and nothing half made is left. */
export const killCalibrating: Attack = {
  name: 'kill while calibrating',
  async run({ folder, random, tries }) {
    const library = join(folder, 'library')
    const model = join(library, 'models', 'mine')
    await mkdir(join(library, 'models'), { recursive: true })
    await cp(join(root, 'assets', 'models', 'cheetah'), model, { recursive: true })
    const before = await fingerprint(model)
    const rounds = tries(8, 1)
    const faults: string[] = []
    for (let round = 0; round < rounds; round++) {
      const host = await HostProcess.start(library)
      await host.call('calibrate.start', round % 2 ? { model: 'mine', copy: 'copy' } : { model: 'mine' })
      await waitUpTo(3000, random)
      await host.kill()
      const next = await HostProcess.start(library)
      const { models } = await next.call('library.list', {})
      if (models.some(({ id, error }) => id === 'copy' || error))
        faults.push(`round ${round}: a half made copy`)
      await next.stop()
      if ((await fingerprint(model)) !== before) faults.push(`round ${round}: the model is not as it was`)
      const left = await readdir(join(library, '.staging'))
      if (left.length > 0) faults.push(`round ${round}: ${left.join(', ')} left in staging`)
    }
    return { figures: `${rounds} kills, the model as it was, nothing left behind`, faults }
  },
}

async function fingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(folder)).sort())
    hash.update(name).update(await readFile(join(folder, name)))
  return hash.digest('hex')
}
