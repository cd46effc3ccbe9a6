import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openTestHost } from './temporaryLibrary.js'

describe('settings', () => {
  it('are found again; keys are changed one by one, null takes one away', async () => {
    const { call } = await openTestHost()
    expect(await call('settings.get', {})).toEqual({})
    await call('settings.set', { skill: 60, keys: { left: 'KeyA' } })
    await call('settings.set', { skill: 70, theme: 'dark' })
    await call('settings.set', { theme: null })
    expect(await call('settings.get', {})).toEqual({ skill: 70, keys: { left: 'KeyA' } })
  })

  it('of several windows are not lost to each other', async () => {
    const { call } = await openTestHost()
    await Promise.all(Array.from({ length: 20 }, (_, i) => call('settings.set', { [`key${i}`]: i })))
    expect(Object.keys(await call('settings.get', {}))).toHaveLength(20)
  })

  it('that are broken do not stop the app, and are written anew', async () => {
    const { call, host, log } = await openTestHost()
    await writeFile(join(host.library, 'settings.json'), '[1')
    expect(await call('settings.get', {})).toEqual({})
    expect(log.join()).toMatch('settings.json is not used')
    await call('settings.set', { skill: 1 })
    expect(await call('settings.get', {})).toEqual({ skill: 1 })
  })

  it('are small', async () => {
    const { call, host } = await openTestHost()
    await expect(call('settings.set', { big: 'x'.repeat(300_000) })).rejects.toThrow('256 KB at most')
    expect(await readdir(host.library)).not.toContain('settings.json')
  })
})
