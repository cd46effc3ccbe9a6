import type { HostClient, HostEvent, Input, Method, Output } from '../../src/host/contract.js'

type Answers = { [M in Method]?: (input: Input<M>) => Output<M> | Promise<Output<M>> }

/** A host in memory: answers what a test gives it, remembers what it was asked, and tells events on request. */
export class FakeHost implements HostClient {
  readonly calls: { method: Method; input: unknown }[] = []
  readonly #handlers = new Set<(event: HostEvent) => void>()

  constructor(readonly answers: Answers) {}

  async call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>> {
    this.calls.push({ method, input })
    const answer = this.answers[method] as ((input: Input<M>) => Output<M> | Promise<Output<M>>) | undefined
    if (!answer) throw new Error(`this test's host does not answer ${method}`)
    return answer(input)
  }

  listen(handler: (event: HostEvent) => void): () => void {
    this.#handlers.add(handler)
    return () => this.#handlers.delete(handler)
  }

  tell(event: HostEvent): void {
    for (const handler of this.#handlers) handler(event)
  }

  inputs<M extends Method>(method: M): Input<M>[] {
    return this.calls.filter((call) => call.method === method).map((call) => call.input as Input<M>)
  }
}

/** Lets what was promised come to pass. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
