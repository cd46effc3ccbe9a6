import { act, screen, within } from '@testing-library/preact'
import { describe, expect, it } from 'vitest'
import { Shell } from '../../../src/app/shell/shell.js'
import { appAround, show } from '../component.js'
import { job } from '../entries.js'

const Here = () => <p>This is the place</p>
const loaders = (play: () => Promise<() => preact.JSX.Element> = async () => Here) => ({
  play,
  record: async () => Here,
  train: async () => Here,
  library: async () => Here,
})

describe('the frame around the places', () => {
  it('leads to the four places, marks the one that is open, and names the window after it', async () => {
    const app = appAround({ place: 'train' })
    show(<Shell app={app} loaders={loaders()} />)
    const rail = within(screen.getByRole('navigation', { name: 'Places' }))
    expect(rail.getAllByRole('link').map(({ textContent }) => textContent)).toEqual([
      'Play',
      'Record',
      'Train',
      'Library',
    ])
    expect(rail.getByRole('link', { name: 'Train' }).getAttribute('aria-current')).toBe('page')
    expect(rail.getByRole('link', { name: 'Play' }).getAttribute('href')).toBe('#/play')
    await screen.findByText('This is the place')
    expect(document.title).toBe('Train · Gaitway')
  })

  it('moves the focus to the content without touching the address', async () => {
    const { user } = show(<Shell app={appAround()} loaders={loaders()} />)
    await user.click(screen.getByRole('link', { name: 'Skip to the content' }))
    expect(document.activeElement?.id).toBe('content')
    expect(location.hash).toBe('')
  })

  it('says when the host is out of reach, and when another has its address', async () => {
    const app = appAround()
    show(<Shell app={app} loaders={loaders()} />)
    await act(() => app.host.tell({ event: 'connection', data: { online: false } }))
    screen.getByText('The connection to Gaitway is interrupted.')
    await act(() => app.host.tell({ event: 'connection', data: { online: false, replaced: true } }))
    expect(screen.queryByText('The connection to Gaitway is interrupted.')).toBeNull()
    screen.getByText('This address belongs to a Gaitway that was closed.')
  })

  it('says that a place could not be loaded, and tries again', async () => {
    let tries = 0
    const play = async () => {
      if (tries++ === 0) throw new Error('the file is gone')
      return Here
    }
    const { user } = show(<Shell app={appAround()} loaders={loaders(play)} />)
    expect((await screen.findByRole('alert')).textContent).toContain('Play could not be loaded.')
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await screen.findByText('This is the place')
  })

  it('says that the library does not answer, and asks it again', async () => {
    const app = appAround()
    app.library.error.value = new Error('the folder cannot be read')
    const { user } = show(<Shell app={app} loaders={loaders()} />)
    const alert = screen.getByText('The library does not answer.').closest('[role=alert]') as HTMLElement
    expect(alert.textContent).toContain('the folder cannot be read')
    await user.click(within(alert).getByRole('button', { name: 'Try again' }))
    expect(app.host.inputs('library.list')).toHaveLength(1)
  })

  it('shows what runs in the background, with the way to it', () => {
    const jobs = [
      job('t', { state: 'paused', title: 'Train mine', progress: 0.426 }),
      job('c', { kind: 'calibrate', title: 'Calibrate mine', subject: 'mine', progress: 0.1 }),
      job('d', { kind: 'push', state: 'done', title: 'Push runs' }),
    ]
    show(<Shell app={appAround({ jobs })} loaders={loaders()} />)
    const running = within(screen.getByRole('list', { name: 'Running' }))
    expect(running.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
      '#/train',
      '#/library?model=mine&view=skill',
    ])
    expect(running.getByRole('progressbar', { name: 'Train mine' }).getAttribute('aria-valuenow')).toBe('42')
    running.getByText('Paused at')
  })
})

describe('news', () => {
  it('are read out and go when they are dismissed', async () => {
    const app = appAround()
    app.toasts.show({ message: 'Saved.' })
    const { user } = show(<Shell app={app} loaders={loaders()} />)
    const region = within(screen.getByRole('region', { name: 'News' }))
    expect(region.getByRole('status').textContent).toContain('Saved.')
    await user.click(region.getByRole('button', { name: 'Dismiss' }))
    expect(region.queryByRole('status')).toBeNull()
  })

  it('offer one thing to do, once', async () => {
    const app = appAround()
    let undone = 0
    app.toasts.show({ message: 'Deleted.', action: { label: 'Undo', run: () => void undone++ } })
    const { user } = show(<Shell app={app} loaders={loaders()} />)
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect(undone).toBe(1)
    expect(screen.queryByText('Deleted.')).toBeNull()
  })
})
