import { describe, expect, it } from 'vitest'
import { repoProblem, tokenProblem } from '../../../../src/app/panels/library/publish.js'

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
