import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { Button } from './button.js'
import './dialog.css'

/** A modal on the platform's own `<dialog>`: it traps focus, closes on Escape and gives focus back. */
export function Dialog({
  title,
  onClose,
  children,
  actions,
  width = 'm',
  /** False while something runs that closing would hide. */
  dismissable = true,
}: {
  title: string
  onClose: () => void
  children: ComponentChildren
  actions?: ComponentChildren
  width?: 's' | 'm' | 'xl'
  dismissable?: boolean
}) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = element.current!
    if (!dialog.open) dialog.showModal()
    return () => dialog.close()
  }, [])
  return (
    <dialog
      ref={element}
      class={`dialog dialog-${width}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        if (dismissable) onClose()
      }}
      onMouseDown={(event) => {
        if (dismissable && event.target === element.current) onClose()
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={titleId}>{title}</h2>
          {dismissable && <Button look="ghost" size="s" icon="close" label="Close" onClick={onClose} />}
        </header>
        <div class="dialog-content">{children}</div>
        {actions && <footer class="dialog-actions">{actions}</footer>}
      </div>
    </dialog>
  )
}
