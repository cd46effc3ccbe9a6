import { useState } from 'preact/hooks'
import type { Kind } from '../../../host/window.js'
import { useApp } from '../../state/app.js'
import { Button } from '../../ui/index.js'
import { PublishDialog } from './publishDialog.js'

/** Publish and Delete, the same for both kinds. */
export function EntryActions({
  kind,
  id,
  title,
  shipped,
  broken,
}: {
  kind: Kind
  id: string
  title: string
  shipped: boolean
  broken: boolean
}) {
  const { host, library, router, toasts } = useApp()
  const [publishing, setPublishing] = useState(false)
  const [deleting, setDeleting] = useState(false)

  async function remove() {
    setDeleting(true)
    try {
      const { undoToken } = await host.call('library.remove', { kind, id })
      await library.refresh()
      // The button that had the focus is gone with its entry.
      document.getElementById('content')?.focus()
      toasts.show({
        message: `${title} was deleted.`,
        action: { label: 'Undo', run: () => restore(undoToken) },
      })
    } catch (error) {
      toasts.error(`${title} was not deleted`, error)
    }
    setDeleting(false)
  }

  async function restore(undoToken: string) {
    try {
      await host.call('library.restore', { undoToken })
      await library.refresh()
      router.go('library', { [kind === 'datasets' ? 'dataset' : 'model']: id })
    } catch (error) {
      toasts.error(`${title} could not be brought back`, error)
    }
  }

  return (
    <>
      <Button icon="upload" disabled={broken} onClick={() => setPublishing(true)} testId="library-publish">
        Publish
      </Button>
      <Button
        look="ghost"
        icon="trash"
        label={`Delete ${title}`}
        title={shipped ? 'It came with Gaitway and cannot be deleted.' : 'Delete'}
        disabled={shipped}
        busy={deleting}
        onClick={() => void remove()}
        testId="library-delete"
      />
      {publishing && <PublishDialog kind={kind} id={id} title={title} onClose={() => setPublishing(false)} />}
    </>
  )
}
