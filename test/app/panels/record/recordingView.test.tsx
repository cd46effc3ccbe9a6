import { signal } from '@preact/signals'
import { act, screen, within } from '@testing-library/preact'
import { describe, expect, it, vi } from 'vitest'
import type { RecordingPlan, RecordingState } from '../../../../src/app/panels/record/recordingSession.js'
import { RecordingView } from '../../../../src/app/panels/record/recordingView.js'
import type { Standing } from '../../../../src/app/simulation/protocol.js'
import { show } from '../../component.js'
import { pending } from './recordings.js'

function recording(first: RecordingState) {
  const state = signal(first)
  const session = {
    plan: { body: 'cheetah', driver: { kind: 'human', scheme: 'throttle' } } as RecordingPlan,
    state,
    clock: signal(-2.5),
    standing: signal<Standing | undefined>(undefined),
    stop: vi.fn(),
    post: vi.fn(),
  }
  const told = { onKeep: vi.fn(), onDiscard: vi.fn(), onLeave: vi.fn() }
  const shown = show(<RecordingView session={session} stage={undefined} {...told} />)
  return {
    ...shown,
    ...told,
    session,
    become: (next: RecordingState) => act(() => void (state.value = next)),
  }
}

describe('a recording on the screen', () => {
  it('counts down, then shows the figures and the keys', async () => {
    const { session, become } = recording({ kind: 'countdown' })
    screen.getByText('Get ready')
    screen.getByText('3')
    await become({ kind: 'recording' })
    await act(() => {
      session.standing.value = { x: 3, speed: 2, return: 40, pace: 0, steps: 60, status: 'running', place: 1 }
    })
    expect(screen.getByRole('banner').textContent).toContain('step 60 of 1,000')
    screen.getByText('→')
  })

  it('stops on Escape and by its button, and hands the runner’s keys on', async () => {
    const { session, user } = recording({ kind: 'recording' })
    await user.keyboard('{ArrowRight}[Escape]')
    await user.click(screen.getByRole('button', { name: 'Stop' }))
    expect(session.stop).toHaveBeenCalledTimes(2)
    expect(session.post.mock.calls[0][0]).toMatchObject({ type: 'key', code: 'ArrowRight', down: true })
  })

  it('asks whether to keep it, with Keep in focus', async () => {
    const { become, user, onKeep, onDiscard } = recording({ kind: 'recording' })
    const { episode } = pending('a')
    await become({ kind: 'recorded', episode: { ...episode, terminated: true } })
    const dialog = within(screen.getByRole('dialog', { name: 'Episode recorded' }))
    dialog.getByText(/ended by a fall/)
    expect(document.activeElement).toBe(dialog.getByRole('button', { name: 'Keep' }))
    await user.keyboard('{Enter}')
    await user.click(dialog.getByRole('button', { name: 'Discard and try again' }))
    expect(onKeep.mock.calls).toEqual([[false]])
    expect(onDiscard.mock.calls).toEqual([[true]])
  })

  it('leaves by itself where there is nothing to keep', async () => {
    const { become, onLeave } = recording({ kind: 'recording' })
    await become({ kind: 'empty' })
    expect(onLeave).toHaveBeenCalledOnce()
  })

  it('says what broke it off, and where what was written is', async () => {
    const { user, onLeave } = recording({ kind: 'failed', message: 'The disk is full.' })
    expect(screen.getByRole('alert').textContent).toContain('The disk is full. What was written to the disk')
    await user.click(screen.getByRole('button', { name: 'Back' }))
    expect(onLeave).toHaveBeenCalledOnce()
  })
})
