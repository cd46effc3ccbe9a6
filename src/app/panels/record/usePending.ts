import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Output } from '../../../host/window.js'
import { useApp } from '../../state/app.js'

/** A recording that is safe on the disk and not yet in a data set. */
export type Pending = Output<'recording.pending'>[number]

/** The host's pending recordings, and the way to ask for them anew. */
export function usePending(): [readonly Pending[], () => void] {
  const { host, toasts } = useApp()
  const [pending, setPending] = useState<readonly Pending[]>([])
  const refresh = useCallback(() => {
    host
      .call('recording.pending', {})
      .then(setPending, (error) => toasts.error('The kept episodes are unknown', error))
  }, [host, toasts])
  useEffect(refresh, [refresh])
  return [pending, refresh]
}
