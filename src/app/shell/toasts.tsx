import { signal, type ReadonlySignal } from '@preact/signals'
import { messageOf } from '../../platform/errors.js'
import { Button, Icon } from '../ui/index.js'

export interface Toast {
  message: string
  tone?: 'good' | 'info' | 'danger'
  /** One thing to do about it, Undo above all. */
  action?: { label: string; run: () => void | Promise<void> }
}

interface Shown extends Toast {
  id: number
}

/** Short news at the edge of the window. Errors and news with an action stay longer. */
export class Toasts {
  #shown = signal<readonly Shown[]>([])
  #next = 0

  get shown(): ReadonlySignal<readonly Shown[]> {
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

const icons = { good: 'check', info: 'info', danger: 'warning' } as const

export function ToastRegion({ toasts }: { toasts: Toasts }) {
  return (
    <div class="toasts" role="region" aria-label="News" aria-live="polite">
      {toasts.shown.value.map((toast) => (
        <div key={toast.id} class={`toast toast-${toast.tone ?? 'info'}`} role="status" data-testid="toast">
          <Icon name={icons[toast.tone ?? 'info']} />
          <span class="toast-message">{toast.message}</span>
          {toast.action && (
            <Button
              size="s"
              look="ghost"
              onClick={() => {
                toasts.dismiss(toast.id)
                void toast.action!.run()
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <Button
            size="s"
            look="ghost"
            icon="close"
            label="Dismiss"
            onClick={() => toasts.dismiss(toast.id)}
          />
        </div>
      ))}
    </div>
  )
}
