/** What a worker of the window posts once its listener is in place. */
export const LISTENING = 'listening'

/**
 * Posts to a module worker. While such a worker awaits at its top level (Rapier's WebAssembly makes it), the browser
 * already hands messages out, to nobody: they are lost. So they wait here until the worker says that it listens.
 */
export class Mailbox<T> {
  readonly #worker: Worker
  #waiting: T[] | undefined = []

  constructor(worker: Worker) {
    this.#worker = worker
    worker.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (event.data !== LISTENING) return
      for (const message of this.#waiting ?? []) worker.postMessage(message)
      this.#waiting = undefined
    })
  }

  post(message: T): void {
    if (this.#waiting) this.#waiting.push(message)
    else this.#worker.postMessage(message)
  }
}
