import { Component, type ComponentChildren } from 'preact'
import { Button } from './button.js'
import { Notice } from './notice.js'

/** Keeps a fault in one part from taking the window down, and offers to draw that part anew. */
export class ErrorBoundary extends Component<
  { children: ComponentChildren; what: string },
  { error: Error | undefined }
> {
  override state: { error: Error | undefined } = { error: undefined }

  override componentDidCatch(error: unknown) {
    console.error(error)
    this.setState({ error: error instanceof Error ? error : new Error(String(error)) })
  }

  render() {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <Notice
        tone="danger"
        title={`${this.props.what} stopped on a fault of ours.`}
        actions={
          <>
            <Button size="s" onClick={() => this.setState({ error: undefined })}>
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
    )
  }
}
