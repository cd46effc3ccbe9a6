import './skeleton.css'

/** Stands where content will be, so that nothing jumps when it arrives. */
export function Skeleton({ lines = 1, height = '1rem' }: { lines?: number; height?: string }) {
  return (
    <div class="skeletons" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} class="skeleton" style={{ height }} />
      ))}
    </div>
  )
}
