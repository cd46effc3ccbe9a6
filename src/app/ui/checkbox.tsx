import type { ComponentChildren } from 'preact'
import './checkbox.css'

/** Yes or no, with a line that says what it means. */
export function Checkbox({
  label,
  hint,
  checked,
  onChange,
  disabled,
  testId,
}: {
  label: ComponentChildren
  hint?: ComponentChildren
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  testId?: string
}) {
  return (
    <label class={`checkbox${disabled ? ' is-disabled' : ''}`}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        data-testid={testId}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <span class="field-hint">{hint}</span>}
      </span>
    </label>
  )
}
