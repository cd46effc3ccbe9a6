import { useEffect, useState } from 'preact/hooks'
import { useApp } from '../../state/app.js'
import { Button, EmptyState, formatCount, Page, Skeleton } from '../../ui/index.js'
import { DatasetDetail } from './datasetDetail.js'
import { EntryList } from './entryList.js'
import { ModelDetail } from './modelDetail.js'
import { selectEntry, skillOf } from './selection.js'
import { SkillPage } from './skill/skillPage.js'
import './library.css'

/** Library: every dataset and model with its figures, and what can be done with it. */
export function LibraryPanel() {
  const { host, library, router } = useApp()
  const [folder, setFolder] = useState<string>()
  useEffect(() => {
    // Only a nicety of the heading: without it the heading is shorter.
    host.call('app.info', {}).then(
      (info) => setFolder(info.libraryFolder),
      () => {},
    )
  }, [host])
  const datasets = library.datasets.value
  const models = library.models.value
  if (!library.ready.value) {
    return (
      <Page title="Library">
        <div class="library" aria-busy="true">
          <Skeleton lines={5} height="4.2rem" />
          <Skeleton height="24rem" />
        </div>
      </Page>
    )
  }
  const dial = skillOf(router.route.value.params, models)
  if (dial) return <SkillPage key={dial.id} model={dial} libraryFolder={folder} />
  const selected = selectEntry(router.route.value.params, datasets, models)
  return (
    <Page
      title="Library"
      lead={
        <>
          {count(datasets.length, 'dataset')} and {count(models.length, 'model')}
          {folder && (
            <>
              {' '}
              in <code class="library-folder">{folder}</code>
            </>
          )}
        </>
      }
      actions={
        <Button icon="record" onClick={() => router.go('record')}>
          Record demonstrations
        </Button>
      }
    >
      {selected ? (
        <div class="library">
          <EntryList datasets={datasets} models={models} selected={selected} />
          <div class="library-detail">
            {selected.kind === 'datasets' ? (
              <DatasetDetail key={selected.id} dataset={selected.entry} />
            ) : (
              <ModelDetail key={selected.id} model={selected.entry} />
            )}
          </div>
        </div>
      ) : (
        <EmptyState
          icon="library"
          title="Nothing here yet"
          actions={
            <Button look="primary" icon="record" onClick={() => router.go('record')}>
              Record demonstrations
            </Button>
          }
        >
          What you record and what you train is kept here, as plain folders that can go to the Hugging Face
          Hub.
        </EmptyState>
      )}
    </Page>
  )
}

function count(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`
}
