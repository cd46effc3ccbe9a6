import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Attack, waitUpTo } from './attack.js'
import { root } from './hostProcess.js'

const command = join(root, 'dist', 'node', 'cli', 'gaitway.mjs')
const size = '--steps 200 --checkpoint-every 10 --hidden 16 --layers 1 --batch-size 8 --context 4 --seed 3'
const recording = '--env Gaitway/HalfCheetah-v0 --policy scripted --episodes 2 --steps 60'

/** Trainings are killed and taken up again until they end: with the bits of one that nobody disturbed. */
export const killTraining: Attack = {
  name: 'kill while training',
  async run({ folder, random, tries }) {
    const data = join(folder, 'data')
    await finished(`record ${recording} --out ${data}`)
    const fresh = (out: string) => `train --data ${data} --out ${out} --backend cpu ${size}`
    const began = performance.now()
    await finished(fresh(join(folder, 'undisturbed')))
    const duration = performance.now() - began
    const wanted = await readFile(join(folder, 'undisturbed', 'model.safetensors'))

    const models = tries(4, 1)
    const faults: string[] = []
    let kills = 0
    for (let index = 0; index < models; index++) {
      const out = join(folder, `model-${index}`)
      let next = fresh(out)
      for (let left = 3; left > 0; left--) {
        const run = gaitway(next)
        void waitUpTo(duration, random).then(() => run.child.kill('SIGKILL'))
        const { code } = await run.end
        if (code === 0) break
        if (code === null) kills++
        // One that was killed before its first checkpoint has nothing to go on from.
        next = code === null ? `train --resume --out ${out}` : fresh(out)
      }
      const last = await gaitway(next).end
      if (last.code !== 0)
        await finished(`${fresh(out)} --force`).catch((error) => faults.push(String(error)))
      const got = await readFile(join(out, 'model.safetensors')).catch(() => undefined)
      if (!got?.equals(wanted)) faults.push(`model ${index} has other bits (${last.errors.trim()})`)
    }
    const figures = `${kills} kills, ${models} of ${models} models end with the undisturbed one's bits`
    return { figures, faults }
  },
}

/** The command line, as a process that can be killed. */
function gaitway(words: string) {
  const child = spawn(process.execPath, [command, ...words.split(' ')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const end = new Promise<{ code: number | null; errors: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, errors })),
  )
  return { child, end }
}

async function finished(words: string): Promise<void> {
  const { code, errors } = await gaitway(words).end
  if (code !== 0) throw new Error(`gaitway ${words}: ${errors.trim().split('\n').at(-1)}`)
}
