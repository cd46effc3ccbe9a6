import { useEffect } from 'preact/hooks'
import { AppContext, type App } from '../state/app.js'
import { JobIndicator } from './jobIndicator.js'
import { LazyPlace, type PlaceComponent } from './lazyPlace.js'
import { formatRoute, places, type Place } from '../state/route.js'
import { ToastRegion } from './toastRegion.js'
import { Icon, Notice, Button, type IconName } from '../ui/index.js'
import './shell.css'

const look: Record<Place, { title: string; icon: IconName; hint: string }> = {
  play: { title: 'Play', icon: 'play', hint: 'Race against rivals' },
  record: { title: 'Record', icon: 'record', hint: 'Make demonstrations' },
  train: { title: 'Train', icon: 'train', hint: 'Teach a model' },
  library: { title: 'Library', icon: 'library', hint: 'Datasets and models' },
}

export type PlaceLoaders = Record<Place, () => Promise<PlaceComponent>>

/** The frame around the four places: where one is, what is running, what just happened. */
export function Shell({ app, loaders }: { app: App; loaders: PlaceLoaders }) {
  const { place } = app.router.route.value
  const unreachable = app.library.error.value
  const run = app.training.run.value
  const trained = run?.phase === 'running' ? `${Math.floor((100 * run.step) / run.config.steps)} % · ` : ''
  useEffect(() => {
    document.title = `${trained}${look[place].title} · Gaitway`
  }, [place, trained])
  return (
    <AppContext.Provider value={app}>
      <a class="skip-link" href="#content" onClick={(event) => skipToContent(event)}>
        Skip to the content
      </a>
      <div class="shell">
        <nav class="rail" aria-label="Places">
          <div class="wordmark">
            <Mark />
            <span>Gaitway</span>
          </div>
          <ul class="rail-places">
            {places.map((name) => (
              <li key={name}>
                <a
                  class="rail-place"
                  href={formatRoute({ place: name, params: {} })}
                  aria-current={name === place ? 'page' : undefined}
                  title={look[name].hint}
                >
                  <Icon name={look[name].icon} size={20} />
                  <span>{look[name].title}</span>
                </a>
              </li>
            ))}
          </ul>
          <JobIndicator />
        </nav>
        <main id="content" class="content" tabIndex={-1}>
          {app.jobs.replaced.value && (
            <div class="content-banner">
              <Notice tone="danger" title="This address belongs to a Gaitway that was closed.">
                Another one runs here now. Open the address that it printed; what the library has, it has too.
              </Notice>
            </div>
          )}
          {!app.jobs.online.value && !app.jobs.replaced.value && (
            <div class="content-banner">
              <Notice tone="warn" title="The connection to Gaitway is interrupted.">
                Trying again. If Gaitway was closed, start it again and open the address that it prints.
              </Notice>
            </div>
          )}
          {unreachable && app.jobs.online.value && (
            <div class="content-banner">
              <Notice
                tone="danger"
                title="The library does not answer."
                actions={
                  <Button size="s" icon="refresh" onClick={() => void app.library.refresh()}>
                    Try again
                  </Button>
                }
              >
                {unreachable.message}
              </Notice>
            </div>
          )}
          <LazyPlace key={place} title={look[place].title} load={loaders[place]} host={app.host} />
        </main>
      </div>
      <ToastRegion toasts={app.toasts} />
    </AppContext.Provider>
  )
}

/** The hash belongs to the router, so the link moves the focus itself. */
function skipToContent(event: Event) {
  event.preventDefault()
  document.getElementById('content')?.focus()
}

/** Three strides, each further than the one before. */
function Mark() {
  return (
    <svg
      viewBox="0 0 26 20"
      width="26"
      height="20"
      fill="none"
      stroke="currentColor"
      stroke-linecap="round"
      aria-hidden="true"
    >
      <path d="M3 18 8 2" stroke-width="3.4" opacity=".35" />
      <path d="M10.5 18l5-16" stroke-width="3.4" opacity=".65" />
      <path d="m18 18 5-16" stroke-width="3.4" />
    </svg>
  )
}
