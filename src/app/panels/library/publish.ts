import type { Job } from '../../state/jobsStore.js'

/** What is wrong with a repository's name, in words. The Hub takes letters, digits, `-`, `_` and `.`, 96 at most. */
export function repoProblem(repo: string): string | undefined {
  const parts = repo.trim().split('/')
  if (parts.length !== 2 || parts.includes('')) return 'Write it as owner/name.'
  const wrong = parts.find((part) => !/^[A-Za-z0-9._-]{1,96}$/.test(part) || /^[.-]|[.-]$|--|\.\./.test(part))
  if (wrong === undefined) return undefined
  return `${wrong}: use letters, digits, dot, dash and underscore; no dot or dash at an end, and no two in a row.`
}

/** The Hub's tokens all begin alike; anything else was copied from the wrong place. */
export function tokenProblem(token: string): string | undefined {
  if (token.trim() === '') return 'A token is needed to write to the Hub.'
  if (!/^hf_\w+$/.test(token.trim())) return 'A Hugging Face token begins with hf_.'
  return undefined
}

/** Where a publication is. */
export type PublishPhase =
  /** The host is asked whose account it has. */
  | { kind: 'asking' }
  /** To be filled in; `failure`: why it was not published the last time. */
  | { kind: 'filling'; failure?: string }
  | { kind: 'sending' }
  | { kind: 'done'; address: string | undefined }

export function publishPhase({
  job,
  ready,
  sending,
  problem,
}: {
  /** The host's, once it has begun. */
  job: Pick<Job, 'state' | 'message' | 'result'> | undefined
  /** It is known whose account the host has. */
  ready: boolean
  /** The host is being asked to begin. */
  sending: boolean
  /** What went wrong before there was a job. */
  problem: string | undefined
}): PublishPhase {
  if (job?.state === 'done') return { kind: 'done', address: job.result }
  if (sending || job?.state === 'running') return { kind: 'sending' }
  const failed = job?.state === 'failed' || job?.state === 'cancelled'
  const failure = problem ?? (failed ? job.message : undefined)
  return ready ? { kind: 'filling', failure } : { kind: 'asking' }
}
