import type { ComponentProps, ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Button, Spinner } from '../ui/index.js'
import type { StageView } from './stageView.js'
import './stage.css'

type Props = ComponentProps<typeof StageView>

let loaded: ComponentType<Props> | undefined

/** A stage that is fetched when it is first needed: what is around it is there at once. */
export function LazyStage(props: Props) {
  const [Component, setComponent] = useState(() => loaded)
  const [error, setError] = useState<string>()
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    if (Component) return
    setError(undefined)
    import('./stageView.js').then(
      (module) => setComponent(() => (loaded = module.StageView)),
      (reason) => setError(String(reason)),
    )
  }, [attempt])
  if (Component) return <Component {...props} />
  return (
    <div class="stage-missing">
      {error === undefined ? (
        <Spinner label="Setting up the stage…" />
      ) : (
        <>
          <strong>The stage could not be loaded.</strong>
          <span>{error}</span>
          <Button size="s" onClick={() => setAttempt(attempt + 1)}>
            Try again
          </Button>
        </>
      )}
    </div>
  )
}
