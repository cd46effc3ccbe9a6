import { useState } from 'preact/hooks'
import { Button, Notice } from '../../ui/index.js'

const copyWords = { no: 'Copy the address', yes: 'Copied', refused: 'Copying is not allowed here' }

/** It is on the Hub: where, to open or to copy. */
export function Published({ address }: { address: string | undefined }) {
  const [copied, setCopied] = useState<keyof typeof copyWords>('no')
  if (!address) return <Notice tone="good" title="Published." />
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => setCopied('yes'),
      () => setCopied('refused'),
    )
  return (
    <Notice
      tone="good"
      title="Published."
      actions={
        <Button size="s" disabled={copied === 'refused'} onClick={() => void copy()}>
          {copyWords[copied]}
        </Button>
      }
    >
      <a href={address} target="_blank" rel="noreferrer" data-testid="publish-address">
        {address}
      </a>
    </Notice>
  )
}
