import type { Io } from '../../src/cli/io.js'

/** A terminal in memory: what a command wrote, and a way to press Ctrl-C. */
export class CapturedIo implements Io {
  stdout = ''
  stderr = ''
  readonly errIsTerminal = false
  readonly columns = 100
  readonly env: Record<string, string | undefined>
  readonly secret: string | undefined
  questions: string[] = []
  readonly #controller = new AbortController()

  constructor({ env = {}, secret }: { env?: Record<string, string>; secret?: string } = {}) {
    this.env = env
    this.secret = secret
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  out(text: string): void {
    this.stdout += text
  }

  err(text: string): void {
    this.stderr += text
  }

  async askSecret(question: string): Promise<string | undefined> {
    this.questions.push(question)
    return this.secret
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#controller.abort(new DOMException('stopped by Ctrl-C', 'AbortError'))
  }

  /** The one JSON document on standard output. */
  get json(): unknown {
    return JSON.parse(this.stdout)
  }
}
