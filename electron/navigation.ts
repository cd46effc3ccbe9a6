/** The app's own origin on the desktop; nothing else is ever shown in its window. */
export const appOrigin = 'app://gaitway'

/** Whether the window may go there. */
export function mayNavigate(url: string): boolean {
  return originOf(url) === appOrigin
}

/**
 * Whether a link may be opened in the user's own browser: pages of the Hub, which the app links to. A model card that
 * was pulled from elsewhere must not open anything else.
 */
export function mayOpenOutside(url: string): boolean {
  return originOf(url) === 'https://huggingface.co'
}

/** Whether a call comes from the app itself: its main frame, on its own origin. */
export function mayCall(frame: { url: string; parent: unknown } | null): boolean {
  return frame !== null && frame.parent === null && mayNavigate(frame.url)
}

/** Full screen is for playing; everything else that a page can ask for is not needed here. */
export function mayUse(permission: string, origin: string): boolean {
  return permission === 'fullscreen' && originOf(origin) === appOrigin
}

/** `URL.origin` is `null` for schemes that it does not know. */
function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
