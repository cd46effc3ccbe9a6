import { describe, expect, it } from 'vitest'
import { publishPhase, repoProblem, tokenProblem } from '../../../../src/app/panels/library/publish.js'

describe('repoProblem', () => {
  it.each(['me/runs', 'My-Team/runs_2.1', ' me/runs '])('takes %j', (repo) => {
    expect(repoProblem(repo)).toBeUndefined()
  })

  it.each(['', 'runs', 'me/', '/runs', 'a/b/c', 'me/my runs', 'me/-runs', 'me/runs.', 'me/a--b', 'me/a..b'])(
    'refuses %j',
    (repo) => expect(repoProblem(repo)).toBeTypeOf('string'),
  )
})

describe('tokenProblem', () => {
  it('knows a token by how it begins', () => {
    expect(tokenProblem('hf_abcDEF123')).toBeUndefined()
    expect(tokenProblem('')).toMatch(/needed/)
    expect(tokenProblem('ghp_abc')).toMatch(/begins with hf_/)
    expect(tokenProblem('hf_abc def')).toMatch(/begins with hf_/)
  })
})

describe('publishPhase', () => {
  const before = { job: undefined, ready: true, sending: false, problem: undefined }
  const job = { state: 'running', message: 'Sending', result: undefined } as const

  it('asks, is filled in, sends and is done', () => {
    expect(publishPhase({ ...before, ready: false })).toEqual({ kind: 'asking' })
    expect(publishPhase(before)).toEqual({ kind: 'filling', failure: undefined })
    expect(publishPhase({ ...before, sending: true })).toEqual({ kind: 'sending' })
    expect(publishPhase({ ...before, job })).toEqual({ kind: 'sending' })
    const done = { ...job, state: 'done', result: 'https://hub.test/me/runs' } as const
    expect(publishPhase({ ...before, job: done })).toEqual({
      kind: 'done',
      address: 'https://hub.test/me/runs',
    })
  })

  it('is to be filled in again after a failure, which it names', () => {
    const failed = { ...job, state: 'failed', message: 'no network' } as const
    expect(publishPhase({ ...before, job: failed })).toEqual({ kind: 'filling', failure: 'no network' })
    expect(publishPhase({ ...before, problem: 'no such token' })).toEqual({
      kind: 'filling',
      failure: 'no such token',
    })
  })
})
