import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openTestHost, temporaryPackage } from './temporaryLibrary.js'

it('levels are listed as they are; a broken file says what is wrong and hides no other', async () => {
  const root = await temporaryPackage()
  await writeFile(join(root, 'levels', 'broken.json'), '{"name": ')
  await writeFile(join(root, 'levels', 'README.md'), 'words')
  const { call } = await openTestHost({ root })
  expect(await call('levels.list', {})).toEqual([
    { id: 'broken', level: null, error: expect.stringMatching(/broken\.json: .*JSON/) },
    { id: 'sprint', level: { name: 'Sprint', terrain: [] } },
  ])
})
