import { useId } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import './slider.css'

/** A range with its value in large figures; the filled part carries the meaning, so the colour may be set. */
export function Slider({
  label,
  value,
  min,
  max,
  step = 1,
  onInput,
  format = String,
  hint,
  disabled,
  tone = 'accent',
  testId,
}: {
  label: string
  value: number
  min: number
  max: number
  step?: number
  onInput: (value: number) => void
  /** The value in words, with its unit. */
  format?: (value: number) => string
  hint?: ComponentChildren
  disabled?: boolean
  tone?: 'accent' | 'scripted' | 'agent'
  testId?: string
}) {
  const id = useId()
  const share = max > min ? (value - min) / (max - min) : 0
  return (
    <div class={`slider tone-${tone}`}>
      <div class="slider-head">
        <label class="field-label" for={id}>
          {label}
        </label>
        <output class="slider-value" for={id}>
          {format(value)}
        </output>
      </div>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={disabled}
        aria-valuetext={format(value)}
        aria-describedby={hint ? `${id}-note` : undefined}
        data-testid={testId}
        style={{ '--share': `${share * 100}%` }}
        onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
      />
      {hint && (
        <p class="field-hint" id={`${id}-note`}>
          {hint}
        </p>
      )}
    </div>
  )
}
