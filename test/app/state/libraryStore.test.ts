import { describe, expect, it } from 'vitest'
import { LibraryStore } from '../../../src/app/state/libraryStore.js'
import { dataset, model } from '../entries.js'
import { FakeHost, settled } from '../fakeHost.js'

describe('LibraryStore', () => {
  it("lists one's own first, the newest on top, then the shipped, then what cannot be used", async () => {
    const datasets = [
      dataset('broken', { error: 'cut short', createdAt: 9 }),
      dataset('shipped', { shipped: true, createdAt: 8 }),
      dataset('old', { createdAt: 1 }),
      dataset('new', { createdAt: 2 }),
    ]
    const library = new LibraryStore(new FakeHost({ 'library.list': () => ({ datasets, models: [] }) }))
    expect(library.ready.value).toBe(false)
    await library.refresh()
    expect(library.ready.value).toBe(true)
    expect(library.datasets.value.map(({ id }) => id)).toEqual(['new', 'old', 'shipped', 'broken'])
    expect(library.usableDatasets.value.map(({ id }) => id)).toEqual(['new', 'old', 'shipped'])
  })

  it('asks again when the host says that something changed, or when it is back', async () => {
    let models = [model('first')]
    const host = new FakeHost({ 'library.list': () => ({ datasets: [], models }) })
    const library = new LibraryStore(host)
    await library.refresh()

    models = [model('first'), model('second')]
    host.tell({ event: 'library', data: { kind: 'models' } })
    await settled()
    expect(library.models.value).toHaveLength(2)

    models = []
    host.tell({ event: 'connection', data: { online: false } })
    await settled()
    expect(library.models.value).toHaveLength(2)
    host.tell({ event: 'connection', data: { online: true } })
    await settled()
    expect(library.models.value).toHaveLength(0)
  })

  it('answers many changes during one question with one more question', async () => {
    const host = new FakeHost({ 'library.list': () => ({ datasets: [], models: [] }) })
    const library = new LibraryStore(host)
    void library.refresh()
    for (let change = 0; change < 5; change++) void library.refresh()
    await settled()
    expect(host.inputs('library.list')).toHaveLength(2)
  })

  it('keeps what it knew when the host fails, and says what is wrong', async () => {
    let fails = false
    const host = new FakeHost({
      'library.list': () => {
        if (fails) throw new Error('the disk is gone')
        return { datasets: [dataset('runs')], models: [] }
      },
    })
    const library = new LibraryStore(host)
    await library.refresh()
    fails = true
    await library.refresh()
    expect(library.error.value?.message).toBe('the disk is gone')
    expect(library.datasets.value).toHaveLength(1)
    fails = false
    await library.refresh()
    expect(library.error.value).toBeUndefined()
  })
})
