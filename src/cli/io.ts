/** What a command has of the world: streams, environment, a way to be stopped. Tests bring their own. */
export interface Io {
  out(text: string): void
  err(text: string): void
  /** Whether the error stream is a terminal, where a line may be drawn over. */
  readonly errIsTerminal: boolean
  /** Columns of that terminal. */
  readonly columns: number
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal
  /** Asks without showing what is typed; undefined where nobody is there to type. */
  askSecret(question: string): Promise<string | undefined>
}

/** Something that is worth a particular exit code, already said in words. */
export class ExitError extends Error {
  override name = 'ExitError'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
