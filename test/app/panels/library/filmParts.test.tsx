import { fireEvent, screen } from '@testing-library/preact'
import { expect, it, vi } from 'vitest'
import { FilmBar } from '../../../../src/app/panels/library/filmBar.js'
import { FilmVerdict } from '../../../../src/app/panels/library/filmVerdict.js'
import { show } from '../../component.js'

it('a film is played, stopped, moved through, sped up and seen from elsewhere', async () => {
  const told = { onPlay: vi.fn(), onSeek: vi.fn(), onSpeed: vi.fn(), onCamera: vi.fn() }
  const { user } = show(<FilmBar playing time={1.2} length={50} step={0.05} speed="1" {...told} />)
  await user.click(screen.getByRole('button', { name: 'Pause' }))
  await user.click(screen.getByRole('radio', { name: '4×' }))
  await user.click(screen.getByRole('button', { name: 'Change the camera' }))
  const scrub = screen.getByRole('slider', { name: 'Time in the episode' })
  expect(scrub.getAttribute('aria-valuetext')).toBe('1.2 s')
  await fireEvent.input(scrub, { target: { value: '10' } })
  expect(told.onPlay).toHaveBeenCalledWith(false)
  expect(told.onSpeed).toHaveBeenCalledWith('4')
  expect(told.onCamera).toHaveBeenCalledOnce()
  expect(told.onSeek).toHaveBeenCalledWith(10)
})

it('a film says that it is the same to the bit, or where it is not and shows either', async () => {
  const onShows = vi.fn()
  const film = {
    largestDifference: 0.0123,
    stored: { times: new Float64Array(2), poses: new Float32Array(2) },
  }
  const common = { film, steps: 100, shows: 'simulated' as const, onShows }
  const { user, unmount } = show(<FilmVerdict parted="It left after step 41." {...common} />)
  screen.getByText('It left after step 41.')
  screen.getByText(/differ by up to 0\.012\b/)
  await user.click(screen.getByRole('radio', { name: 'What was stored' }))
  expect(onShows).toHaveBeenCalledWith('stored')
  unmount()
  show(<FilmVerdict parted={undefined} {...common} />)
  screen.getByText('Every one of the 100 observations is the same, bit for bit.')
})
