let handler: (message: string) => void = (message) => console.warn(`gaitway: ${message}`)

/** Says something that is probably a mistake but does not stop the program. */
export function warn(message: string): void {
  handler(message)
}

/** Sends warnings elsewhere than to the console; returns the handler that was there before. */
export function setWarningHandler(next: (message: string) => void): (message: string) => void {
  const previous = handler
  handler = next
  return previous
}
