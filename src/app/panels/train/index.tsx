import { Page } from '../../ui/index.js'

export function TrainPanel() {
  return <Page title="Train">{null}</Page>
}
