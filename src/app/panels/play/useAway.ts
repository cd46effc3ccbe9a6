import { useEffect } from 'preact/hooks'

/** Calls when the person has turned to something else: another window, another tab. */
export function useAway(wanted: boolean, onAway: () => void, of: unknown): void {
  useEffect(() => {
    if (!wanted) return undefined
    const hidden = () => document.hidden && onAway()
    addEventListener('blur', onAway)
    document.addEventListener('visibilitychange', hidden)
    return () => {
      removeEventListener('blur', onAway)
      document.removeEventListener('visibilitychange', hidden)
    }
  }, [of, wanted])
}
