import { screen } from '@testing-library/preact'
import { expect, it, vi } from 'vitest'
import { Countdown } from '../../../src/app/scene/countdown.js'
import { KeyHints } from '../../../src/app/scene/keyHints.js'
import { Overlay, OverlayPanel } from '../../../src/app/scene/overlay.js'
import { Unread, unreadOf } from '../../../src/app/scene/unread.js'
import { Button } from '../../../src/app/ui/index.js'
import { keyboardSchemes } from '../../../src/policies/keyboard/schemes.js'
import { appAround, show } from '../component.js'

const over = (asking: boolean) => (
  <Overlay session="one" asking={asking} testId="run" data={{ 'data-state': 'running' }}>
    {asking && (
      <OverlayPanel title="Paused" label="Paused" actions={<Button look="primary">Resume</Button>} />
    )}
  </Overlay>
)

it('takes the keyboard when something runs, and gives it to the first answer when something is asked', () => {
  const { rerender } = show(over(false))
  expect(document.activeElement).toBe(screen.getByTestId('run'))
  rerender(over(true))
  screen.getByRole('dialog', { name: 'Paused' })
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Resume' }))
})

it('counts down to Go, read out at once', () => {
  const { rerender, container } = show(<Countdown count={1} />)
  const one = container.firstElementChild
  expect(one?.textContent).toBe('1')
  expect(one?.getAttribute('aria-live')).toBe('assertive')
  rerender(<Countdown count={0} />)
  expect(container.textContent).toBe('Go!')
  // Each number comes in anew.
  expect(container.firstElementChild).not.toBe(one)
})

it('shows the keys of a scheme, those that are held lit', () => {
  const [scheme] = keyboardSchemes('Gaitway/HalfCheetah-v0')
  const [first] = scheme.keys
  show(<KeyHints scheme={scheme} held={new Set([first.codes[0]])} />)
  expect(screen.getByText(first.label).className).toBe('is-held')
  const others = scheme.keys.slice(1).map(({ label }) => screen.getByText(label).className)
  expect(others.filter((name) => name !== '')).toEqual([])
})

it('says what the host did not tell, and asks again', async () => {
  const { library } = appAround()
  const retry = vi.fn()
  expect(unreadOf({ retry }, library)).toBeUndefined()
  const unread = unreadOf({ error: 'no such folder', retry }, library)!
  const { user } = show(<Unread {...unread} />)
  expect(screen.getByRole('alert').textContent).toContain('The levels could not be read.')
  expect(screen.getByRole('alert').textContent).toContain('no such folder')
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(retry).toHaveBeenCalledOnce()
})

it('a library that was read once may be out of reach for a while', () => {
  const { library } = appAround()
  library.error.value = new Error('no answer')
  expect(unreadOf({ retry: () => {} }, library)).toBeUndefined()
  library.ready.value = false
  expect(unreadOf({ retry: () => {} }, library)).toMatchObject({ what: 'library', reason: 'no answer' })
})
