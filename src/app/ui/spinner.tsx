import './spinner.css'

export function Spinner({ label }: { label: string }) {
  return (
    <span class="spinner-with-label" role="status">
      <span class="spinner" aria-hidden="true" />
      {label}
    </span>
  )
}
