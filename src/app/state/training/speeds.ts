import { signal, type ReadonlySignal } from '@preact/signals'
import * as v from 'valibot'
import type { BackendChoice } from '../../../dt/index.js'
import type { HostClient } from '../../../host/window.js'

/** The setting's key. */
const KEY = 'trainingSpeeds'
const Speeds = v.record(v.string(), v.pipe(v.number(), v.gtValue(0)))

/** Operations a second that trainings on this machine reached, by backend; kept in the settings. */
export class TrainingSpeeds {
  readonly #known = signal<Readonly<Record<string, number>>>({})

  constructor(private readonly host: HostClient) {}

  get known(): ReadonlySignal<Readonly<Record<string, number>>> {
    return this.#known
  }

  /** An estimate is a nicety: a host that does not answer, or a setting edited by hand, only costs that. */
  async load(): Promise<void> {
    try {
      const settings = await this.host.call('settings.get', {})
      const kept = v.safeParse(Speeds, settings[KEY])
      if (kept.success) this.#known.value = { ...kept.output, ...this.#known.value }
    } catch {
      // See above.
    }
  }

  async keep(backend: BackendChoice['backend'], operationsPerSecond: number): Promise<void> {
    this.#known.value = { ...this.#known.value, [backend]: Math.round(operationsPerSecond) }
    try {
      await this.host.call('settings.set', { [KEY]: this.#known.value })
    } catch {
      // Known to this window all the same.
    }
  }
}
