/** What a worker of the window posts once its listener is in place. */
export const LISTENING = 'listening'

/**
 * Posts to a module worker. While such a worker awaits at its top level (Rapier's WebAssembly makes it), the browser
 * already hands messages out, to nobody: they are lost. So they wait here until the worker says that it listens.
 */
export class Mailbox<T> {
  readonly #worker: Worker
  #waiting: { message: T; transfer: Transferable[] }[] | undefined = []

  constructor(worker: Worker) {
    this.#worker = worker
    worker.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (event.data !== LISTENING) return
      for (const { message, transfer } of this.#waiting ?? []) worker.postMessage(message, transfer)
      this.#waiting = undefined
    })
  }

  post(message: T, transfer: Transferable[] = []): void {
    if (this.#waiting) this.#waiting.push({ message, transfer })
    else this.#worker.postMessage(message, transfer)
  }
}
