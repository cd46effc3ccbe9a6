import { useId } from 'preact/hooks'
import type { Option } from './field.js'
import './segmented.css'

/** One of a few, all visible: arrow keys move, as in a radio group. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  disabled,
  hideLabel,
}: {
  label: string
  value: T
  options: readonly Option<T>[]
  onChange: (value: T) => void
  disabled?: boolean
  hideLabel?: boolean
}) {
  const name = useId()
  return (
    <fieldset class="segmented-field" disabled={disabled}>
      <legend class={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</legend>
      <div class="segmented">
        {options.map((option) => (
          <label key={option.value} class="segment" title={option.title}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
