/**
 * Signals within this time are one press, ms: a terminal sends Ctrl-C to npx and to the command, and npx passes it on
 * to the command once more.
 */
const ONE_PRESS = 500

/** Hears the signals that stop a command: the first press asks it to stop, a second one ends it at once. */
export function stopSignals(
  { ask, end }: { ask(reason: DOMException): void; end(): void },
  now: () => number = () => performance.now(),
): (reason: string) => void {
  let firstAt: number | undefined
  return (reason) => {
    if (firstAt === undefined) {
      firstAt = now()
      ask(new DOMException(reason, 'AbortError'))
    } else if (now() - firstAt > ONE_PRESS) end()
  }
}
