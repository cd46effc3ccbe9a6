import * as v from 'valibot'
import { InputError } from './errors.js'
import { shorten } from './shorten.js'

/** What a schema complains about, with the value that it received cut where it is long. */
export function issueMessage({ message, received }: v.BaseIssue<unknown>): string {
  const quoted = shorten(received)
  // As a function, because a text put in by `replace` may hold `$&`.
  return shorten(quoted === received ? message : message.replace(received, () => quoted), 300)
}

/** `config.steps: Invalid type: Expected number but received "ten"`; `whole` stands in where there is no path. */
export function issueInWords(issue: v.BaseIssue<unknown>, whole?: string): string {
  const path = v.getDotPath(issue) ?? whole
  return path === undefined ? issueMessage(issue) : `${shorten(path)}: ${issueMessage(issue)}`
}

/**
 * What a schema makes of a value from outside. It stops at the first complaint: a list of a million wrong values would
 * otherwise be told a million times.
 *
 * @param where what the message begins with
 * @param options `whole`: the name of the value itself; `advice`: what to do, for the message's end
 * @throws InputError
 */
export function readAs<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  where: string,
  { whole = 'the file', advice }: { whole?: string; advice?: string } = {},
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  throw new InputError(
    `${where}: ${issueInWords(result.issues[0], whole)}${advice === undefined ? '' : `; ${advice}`}`,
  )
}
