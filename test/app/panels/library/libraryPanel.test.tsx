import { act, screen, within } from '@testing-library/preact'
import { describe, expect, it } from 'vitest'
import { LibraryPanel } from '../../../../src/app/panels/library/index.js'
import type { EpisodeSummary } from '../../../../src/host/contract.js'
import { appAround, newsOf, show } from '../../component.js'
import { dataset, model } from '../../entries.js'

const episode = (index: number, change: Partial<EpisodeSummary> = {}): EpisodeSummary => ({
  index,
  episodeId: index,
  controller: 'human',
  level: '',
  seed: 7,
  length: 100,
  return: 10 * index,
  terminated: false,
  truncated: true,
  ...change,
})

function panel(around: Parameters<typeof appAround>[0] = {}) {
  const app = appAround({
    place: 'library',
    datasets: [dataset('runs', { title: 'Runs' })],
    models: [model('mine', { title: 'Mine' })],
    ...around,
    answers: {
      'app.info': () => Promise.reject(new Error('not now')),
      'library.episodes': () => [
        episode(0),
        episode(1, { terminated: true, controller: 'scripted:cheetah', level: 'dash' }),
      ],
      ...around.answers,
    },
  })
  return show(<LibraryPanel />, app)
}
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })

describe('the library', () => {
  it('lists both kinds, and marks what it shows', () => {
    panel({ params: { model: 'mine' } })
    const list = screen.getAllByRole('link').filter((link) => link.dataset.testid?.startsWith('library-'))
    expect(list.map((link) => [link.getAttribute('href'), link.getAttribute('aria-current')])).toEqual([
      ['#/library?dataset=runs', null],
      ['#/library?model=mine', 'true'],
    ])
    screen.getByRole('heading', { name: 'Mine' })
  })

  it('leads to recording where it is empty', async () => {
    const { app, user } = panel({ datasets: [], models: [] })
    screen.getByText('Nothing here yet')
    await user.click(screen.getAllByRole('button', { name: 'Record demonstrations' })[0])
    expect(app.router.route.value.place).toBe('record')
  })

  it('shows how a dataset went, with every episode', async () => {
    const { app, user } = panel()
    screen.getByRole('img', { name: /^Histogram of 3 returns from 10 to 30/ })
    const table = await screen.findByRole('table', { name: 'Episodes of Runs' })
    const rows = () =>
      within(table)
        .getAllByRole('row')
        .slice(1)
        .map((row) =>
          within(row)
            .getAllByRole('cell')
            .slice(0, 6)
            .map(({ textContent }) => textContent),
        )
    expect(rows()).toEqual([
      ['#0', 'You', '0', '100', 'time was up', 'flat ground'],
      ['#1', 'scripted:cheetah', '10', '100', 'fell', 'dash'],
    ])
    await user.click(button('Train on this'))
    expect(app.router.route.value).toEqual({ place: 'train', params: { data: 'runs' } })
  })

  it('says why the episodes could not be read, and reads them again', async () => {
    let tries = 0
    const { user } = panel({
      answers: {
        'library.episodes': () => {
          if (tries++ === 0) throw new Error('the file is cut short')
          return [episode(0)]
        },
      },
    })
    expect((await screen.findByRole('alert')).textContent).toContain('The file is cut short')
    await user.click(button('Try again'))
    await screen.findByRole('table', { name: 'Episodes of Runs' })
  })

  it('shows what a model’s dial asks for, and what it has learnt from', () => {
    panel({ params: { model: 'mine' }, models: [model('mine', { datasets: ['runs', 'gone'] })] })
    const dial = within(screen.getByRole('list', { name: 'Return asked for at each skill' }))
    expect(dial.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Skill 010',
      'Skill 2515',
      'Skill 5020',
      'Skill 7525',
      'Skill 10030',
    ])
    expect(screen.getByRole('link', { name: 'runs' }).getAttribute('href')).toBe('#/library?dataset=runs')
    expect(screen.getByText('gone').title).toBe('No longer in the library')
  })

  it('says what is wrong with a broken entry, and lets nothing be done with it but delete it', () => {
    panel({ datasets: [dataset('cut', { title: 'Cut', error: 'data/train.parquet is cut short' })] })
    expect(screen.getByRole('alert').textContent).toContain('Data/train.parquet is cut short')
    expect(['Train on this', 'Publish', 'Delete Cut'].map((name) => button(name).disabled)).toEqual([
      true,
      true,
      false,
    ])
  })

  it('keeps what was shipped', () => {
    panel({ datasets: [dataset('runs', { title: 'Runs', shipped: true })] })
    expect(button('Delete Runs').disabled).toBe(true)
    expect(button('Delete Runs').title).toContain('came with Gaitway')
  })

  it('takes a deletion back', async () => {
    const { app, user } = panel({
      answers: {
        'library.remove': () => ({ undoToken: 'u1' }),
        'library.restore': () => ({ kind: 'datasets', id: 'runs' }),
      },
    })
    await user.click(button('Delete Runs'))
    await expect.poll(() => newsOf(app)).toEqual(['Runs was deleted.'])
    await act(() => app.toasts.shown.value[0].action!.run())
    expect(app.host.inputs('library.restore')).toEqual([{ undoToken: 'u1' }])
    expect(app.router.route.value).toEqual({ place: 'library', params: { dataset: 'runs' } })
  })

  it('says why a deletion failed', async () => {
    const { app, user } = panel({
      answers: { 'library.remove': () => Promise.reject(new Error('it is in use')) },
    })
    await user.click(button('Delete Runs'))
    await expect.poll(() => newsOf(app)).toEqual(['Runs was not deleted: it is in use'])
  })
})
