import { signal, type ReadonlySignal } from '@preact/signals'
import { messageOf } from '../../platform/index.js'

export interface Toast {
  message: string
  tone?: 'good' | 'info' | 'danger'
  /** One thing to do about it, Undo above all. */
  action?: { label: string; run: () => void | Promise<void> }
}

/** A toast with what tells it from others. */
export interface ShownToast extends Toast {
  id: number
}

/** Short news at the edge of the window. Errors and news with an action stay longer. */
export class Toasts {
  #shown = signal<readonly ShownToast[]>([])
  #next = 0

  get shown(): ReadonlySignal<readonly ShownToast[]> {
    return this.#shown
  }

  show(toast: Toast): void {
    const id = this.#next++
    this.#shown.value = [...this.#shown.value.slice(-3), { ...toast, id }]
    setTimeout(() => this.dismiss(id), toast.action || toast.tone === 'danger' ? 10_000 : 4500)
  }

  /** What went wrong, in the error's own words. */
  error(what: string, error: unknown): void {
    this.show({
      tone: 'danger',
      message: `${what}: ${messageOf(error)}`,
    })
  }

  dismiss(id: number): void {
    this.#shown.value = this.#shown.value.filter((toast) => toast.id !== id)
  }
}
