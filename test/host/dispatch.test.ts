import { describe, expect, it } from 'vitest'
import type { Services } from '../../src/host/contract.js'
import { dispatcher } from '../../src/host/dispatch.js'
import { InputError } from '../../src/platform/errors.js'

const caller = { window: 'one' }

function dispatch(services: Partial<Services>) {
  const log: string[] = []
  return { dispatch: dispatcher(services as Services, (line) => log.push(line)), log }
}

describe('the dispatcher', () => {
  it('answers a call, and tells the service who asked', async () => {
    const { dispatch: call } = dispatch({
      'settings.get': (_, { window }) => ({ window }),
    })
    expect(await call('settings.get', {}, caller)).toEqual({ result: { window: 'one' } })
  })

  it('refuses what is no method, inherited names too', async () => {
    const { dispatch: call } = dispatch({})
    for (const method of ['library.burn', 'toString', '__proto__', ''])
      expect(await call(method, {}, caller)).toEqual({
        error: { kind: 'input', message: `there is no method ${JSON.stringify(method)}` },
      })
  })

  it('checks what comes in and names the place', async () => {
    const { dispatch: call } = dispatch({ 'library.remove': () => ({ undoToken: 'x' }) })
    const refused = async (input: unknown) => {
      const reply = await call('library.remove', input, caller)
      return 'error' in reply && reply.error.kind === 'input' ? reply.error.message : 'not refused'
    }
    expect(await refused({ kind: 'datasets', id: 7 })).toMatch('library.remove: id: Invalid type')
    expect(await refused({ kind: 'people', id: 'runs' })).toMatch('library.remove: kind:')
    expect(await refused(null)).toMatch('library.remove: Invalid type')
  })

  it('lets no name lead out of the library', async () => {
    const { dispatch: call } = dispatch({ 'library.remove': () => ({ undoToken: 'x' }) })
    for (const id of [
      '..',
      '.',
      '',
      '../x',
      'a/b',
      'a\\b',
      'C:x',
      '.trash',
      ' x',
      'a\0b',
      'a\nb',
      'x'.repeat(129),
    ])
      expect(
        await call('library.remove', { kind: 'datasets', id }, caller),
        JSON.stringify(id),
      ).toHaveProperty('error.kind', 'input')
  })

  it('checks what goes out: a wrong answer is our own fault', async () => {
    const { dispatch: call, log } = dispatch({ 'app.info': () => ({ version: 1 }) as never })
    expect(await call('app.info', {}, caller)).toHaveProperty('error.kind', 'internal')
    expect(log.join()).toMatch('the answer does not fit the contract: version')
  })

  it('says that the disk is full, wherever that was noticed', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, copyfile'), { code: 'ENOSPC' })
    const { dispatch: call, log } = dispatch({ 'jobs.list': () => Promise.reject(full) })
    expect(await call('jobs.list', {}, caller)).toEqual({
      error: { kind: 'input', message: expect.stringMatching(/^the disk is full: free some space/) },
    })
    expect(log).toEqual([])
  })

  it('gives bad input back in its own words, and keeps our own faults to one line and the log', async () => {
    const { dispatch: call, log } = dispatch({
      'jobs.list': () => {
        throw new InputError('there is no such job: look again')
      },
      'settings.get': () => Promise.reject(new Error('broken\nin two lines')),
    })
    expect(await call('jobs.list', {}, caller)).toEqual({
      error: { kind: 'input', message: 'there is no such job: look again' },
    })
    expect(log).toEqual([])
    expect(await call('settings.get', {}, caller)).toEqual({
      error: { kind: 'internal', message: 'settings.get failed: broken' },
    })
    expect(log.join()).toMatch('in two lines')
  })
})
