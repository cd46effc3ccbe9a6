import { HubUnavailable } from '../hub/index.js'
import { InputError } from '../platform/index.js'

/** What people can do something about, in words; undefined for our own faults, which belong into the log whole. */
export function forPeople(error: unknown): string | undefined {
  if (error instanceof InputError || error instanceof HubUnavailable) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return undefined
  // In the middle of any service; what it was writing lies in staging, and its place is untouched.
  return 'the disk is full: free some space and try again; nothing was half written'
}
