import type { Toasts } from '../state/toasts.js'
import { Button, Icon } from '../ui/index.js'
import './toastRegion.css'

const icons = { good: 'check', info: 'info', danger: 'warning' } as const

/** Where short news is shown and read out. */
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
