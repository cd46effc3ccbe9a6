import type { ComponentChildren, TargetedMouseEvent } from 'preact'
import { Icon, type IconName } from './icon.js'
import './button.css'
import './spinner.css'

type Look = 'primary' | 'secondary' | 'ghost' | 'danger'

interface ButtonProps {
  children?: ComponentChildren
  onClick?: (event: TargetedMouseEvent<HTMLButtonElement>) => void
  look?: Look
  size?: 's' | 'm' | 'l'
  icon?: IconName
  /** Shows a spinner and ignores clicks. */
  busy?: boolean
  disabled?: boolean
  /** Why it is disabled, or what it does beyond its words. */
  title?: string
  type?: 'button' | 'submit'
  /** The name for a button with no words. */
  label?: string
  pressed?: boolean
  autofocus?: boolean
  testId?: string
}

export function Button({
  children,
  onClick,
  look = 'secondary',
  size = 'm',
  icon,
  busy = false,
  disabled = false,
  title,
  type = 'button',
  label,
  pressed,
  autofocus,
  testId,
}: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button-${look} button-${size}${children === undefined ? ' button-icon' : ''}`}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      aria-label={label}
      aria-pressed={pressed}
      title={title ?? label}
      autofocus={autofocus}
      data-testid={testId}
      onClick={onClick}
    >
      {busy ? (
        <span class="spinner" aria-hidden="true" />
      ) : (
        icon && <Icon name={icon} size={size === 's' ? 16 : 18} />
      )}
      {children !== undefined && <span>{children}</span>}
    </button>
  )
}
