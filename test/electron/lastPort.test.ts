import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keepLastPort, readLastPort } from '../../electron/lastPort.js'
import { temporaryFolder } from '../host/temporaryLibrary.js'

it('the last port is kept with the library; what is no port is none', async () => {
  const library = await temporaryFolder()
  expect(await readLastPort(library)).toBeUndefined()
  await keepLastPort(library, 4600)
  expect(await readLastPort(library)).toBe(4600)
  for (const content of [
    '',
    '{',
    'null',
    '{"port": 0}',
    '{"port": 70000}',
    '{"port": "4600"}',
    '{"port": 1.5}',
  ]) {
    await writeFile(join(library, '.host.json'), content)
    expect(await readLastPort(library), content).toBeUndefined()
  }
  await keepLastPort(join(library, '.host.json'), 4600)
})
