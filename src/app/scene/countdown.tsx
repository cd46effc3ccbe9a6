import './countdown.css'

/** The seconds before it begins, large, and then Go (0). */
export function Countdown({ count, testId }: { count: number; testId?: string }) {
  return (
    // Another number is another element: each comes in anew.
    <div class="scene-count" key={count} aria-live="assertive" data-testid={testId}>
      {count === 0 ? 'Go!' : count}
    </div>
  )
}
