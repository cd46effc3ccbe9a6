import { Page } from '../../ui/index.js'

export function LibraryPanel() {
  return <Page title="Library">{null}</Page>
}
