import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { HostClient } from '../../host/window.js'
import { Button, ErrorBoundary, Notice, Skeleton } from '../ui/index.js'

export type PlaceComponent = ComponentType<{ host: HostClient }>

/** A place that is fetched when it is first opened. */
export function LazyPlace({
  title,
  load,
  host,
}: {
  title: string
  load: () => Promise<PlaceComponent>
  host: HostClient
}) {
  const [Place, setPlace] = useState<PlaceComponent>()
  const [error, setError] = useState<Error>()
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    let gone = false
    setError(undefined)
    load().then(
      (component) => gone || setPlace(() => component),
      (reason) => gone || setError(reason instanceof Error ? reason : new Error(String(reason))),
    )
    return () => {
      gone = true
    }
  }, [load, attempt])
  if (error) {
    return (
      <div class="page">
        <Notice
          tone="danger"
          title={`${title} could not be loaded.`}
          actions={
            <>
              <Button size="s" onClick={() => setAttempt(attempt + 1)}>
                Try again
              </Button>
              <Button size="s" look="ghost" onClick={() => location.reload()}>
                Reload the window
              </Button>
            </>
          }
        >
          {error.message}
        </Notice>
      </div>
    )
  }
  if (!Place) {
    return (
      <div class="page" aria-busy="true">
        <Skeleton height="2.4rem" />
        <Skeleton height="16rem" />
      </div>
    )
  }
  return (
    <ErrorBoundary what={title}>
      <Place host={host} />
    </ErrorBoundary>
  )
}
