import * as v from 'valibot'
import { issueInWords } from '../../platform/index.js'

/**
 * What checks messages at both ends: it returns them, or throws an error that says what of them does not fit. Window and
 * worker may be of different builds.
 */
export const messageCheck =
  (between: string) =>
  <T>(schema: v.GenericSchema<unknown, T>, message: unknown): T => {
    const parsed = v.safeParse(schema, message)
    if (parsed.success) return parsed.output
    const [issue] = parsed.issues
    throw new Error(`message between ${between}: ${issueInWords(issue, 'whole')}`)
  }
