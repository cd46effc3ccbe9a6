/**
 * Bad input: a file, option or message from outside that cannot be used. The message is one line that says what is
 * wrong, where, and what to do. The command line ends with 2 on it, the app shows it as it is.
 */
export class InputError extends Error {
  override name = 'InputError'
}
