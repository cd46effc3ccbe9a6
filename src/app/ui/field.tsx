import type { ComponentChildren } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import './field.css'

interface FieldProps {
  label: string
  /** A line under the control; gives way to the error. */
  hint?: ComponentChildren
  error?: string
  /** The label is for screen readers only. */
  hideLabel?: boolean
}

interface Wiring {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean | undefined
}

/** Label, control and the line under it, wired for screen readers. */
export function Field({
  label,
  hint,
  error,
  hideLabel,
  children,
}: FieldProps & { children: (wiring: Wiring) => ComponentChildren }) {
  const id = useId()
  const note = `${id}-note`
  return (
    <div class="field">
      <label class={hideLabel ? 'visually-hidden' : 'field-label'} for={id}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': hint || error ? note : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error ? (
        <p class="field-error" id={note} role="alert">
          {error}
        </p>
      ) : (
        hint && (
          <p class="field-hint" id={note}>
            {hint}
          </p>
        )
      )}
    </div>
  )
}

export function TextField({
  value,
  onInput,
  placeholder,
  type = 'text',
  disabled,
  autofocus,
  spellcheck = false,
  testId,
  ...field
}: FieldProps & {
  value: string
  onInput: (value: string) => void
  placeholder?: string
  type?: 'text' | 'password' | 'search'
  disabled?: boolean
  autofocus?: boolean
  spellcheck?: boolean
  testId?: string
}) {
  return (
    <Field {...field}>
      {(wiring) => (
        <input
          {...wiring}
          class="input"
          type={type as 'text'}
          value={value}
          placeholder={placeholder}
          disabled={disabled}
          autofocus={autofocus}
          spellcheck={spellcheck}
          autocomplete="off"
          data-testid={testId}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

/**
 * A number typed by hand. `onInput` gets every value that reads as a number, in range or not, so that the form can say
 * what is wrong with it; text that is no number comes as NaN.
 */
export function NumberField({
  value,
  onInput,
  min,
  max,
  step,
  unit,
  disabled,
  testId,
  ...field
}: FieldProps & {
  value: number
  onInput: (value: number) => void
  min?: number
  max?: number
  step?: number | 'any'
  unit?: string
  disabled?: boolean
  testId?: string
}) {
  const [text, setText] = useState(String(value))
  useEffect(() => {
    setText((current) => (Number(current) === value || Number.isNaN(value) ? current : String(value)))
  }, [value])
  return (
    <Field {...field}>
      {(wiring) => (
        <span class="input-with-unit">
          <input
            {...wiring}
            class="input"
            type="text"
            inputmode="decimal"
            role="spinbutton"
            aria-valuenow={Number.isFinite(value) ? value : undefined}
            aria-valuemin={min}
            aria-valuemax={max}
            value={text}
            disabled={disabled}
            autocomplete="off"
            data-testid={testId}
            onInput={(event) => {
              const typed = event.currentTarget.value
              setText(typed)
              onInput(typed.trim() === '' ? Number.NaN : Number(typed))
            }}
            onKeyDown={(event) => {
              if (typeof step !== 'number' || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
              event.preventDefault()
              const next =
                (Number.isFinite(value) ? value : (min ?? 0)) + (event.key === 'ArrowUp' ? step : -step)
              onInput(Math.min(max ?? Infinity, Math.max(min ?? -Infinity, Number(next.toPrecision(12)))))
            }}
          />
          {unit && <span class="input-unit">{unit}</span>}
        </span>
      )}
    </Field>
  )
}

export interface Option<T extends string> {
  value: T
  label: string
  disabled?: boolean
  /** Shown on hover; in a segmented control also read out. */
  title?: string
}

export function SelectField<T extends string>({
  value,
  options,
  onChange,
  disabled,
  testId,
  ...field
}: FieldProps & {
  value: T
  options: readonly Option<T>[]
  onChange: (value: T) => void
  disabled?: boolean
  testId?: string
}) {
  return (
    <Field {...field}>
      {(wiring) => (
        <select
          {...wiring}
          class="input select"
          disabled={disabled}
          data-testid={testId}
          onChange={(event) => onChange(event.currentTarget.value as T)}
        >
          {options.map((option) => (
            <option
              key={option.value}
              value={option.value}
              disabled={option.disabled}
              selected={option.value === value}
            >
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
