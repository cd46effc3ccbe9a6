/**
 * Bad input: a file, option or message from outside that cannot be used. The message is one line that says what is
 * wrong, where, and what to do. The command line ends with 2 on it, the app shows it as it is.
 */
export class InputError extends Error {
  override name = 'InputError'
}

/** What was thrown, in words: anything can be. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
