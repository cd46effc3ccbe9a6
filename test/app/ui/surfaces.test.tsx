import { screen, within } from '@testing-library/preact'
import { describe, expect, it, vi } from 'vitest'
import { Dialog, ErrorBoundary, LineChart, Notice, Progress, Table } from '../../../src/app/ui/index.js'
import { show } from '../component.js'

describe('Dialog', () => {
  it('is named by its title, and closes by its button and by Escape', async () => {
    const onClose = vi.fn()
    const { user } = show(
      <Dialog title="Publish" onClose={onClose}>
        Where to?
      </Dialog>,
    )
    const dialog = screen.getByRole<HTMLDialogElement>('dialog', { name: 'Publish' })
    expect(dialog.open).toBe(true)
    await user.click(screen.getByRole('button', { name: 'Close' }))
    dialog.dispatchEvent(new Event('cancel', { cancelable: true }))
    expect(onClose).toHaveBeenCalledTimes(2)
  })

  it('stays where something runs that closing would hide', () => {
    const onClose = vi.fn()
    show(
      <Dialog title="Saving" onClose={onClose} dismissable={false}>
        Wait
      </Dialog>,
    )
    screen.getByRole('dialog').dispatchEvent(new Event('cancel', { cancelable: true }))
    expect(screen.queryByRole('button', { name: 'Close' })).toBeNull()
    expect(onClose).not.toHaveBeenCalled()
  })
})

describe('Table', () => {
  const rows = [
    { name: 'b', size: 2 },
    { name: 'a', size: 10 },
    { name: 'c', size: 1 },
  ]
  const table = (page?: number) => (
    <Table
      caption="Sizes"
      rows={rows}
      rowKey={({ name }) => name}
      page={page}
      columns={[
        { key: 'name', title: 'Name', value: ({ name }) => name, cell: ({ name }) => name },
        { key: 'size', title: 'Size', value: ({ size }) => size, cell: ({ size }) => size },
        { key: 'note', title: 'Note', cell: () => '' },
      ]}
    />
  )
  const names = () =>
    within(screen.getByRole('table', { name: 'Sizes' }))
      .getAllByRole('row')
      .slice(1)
      .map((row) => within(row).getAllByRole('cell')[0].textContent)

  it('sorts by a column, and back', async () => {
    const { user } = show(table())
    expect(names()).toEqual(['b', 'a', 'c'])
    await user.click(screen.getByRole('button', { name: 'Size' }))
    expect(names()).toEqual(['c', 'b', 'a'])
    await user.click(screen.getByRole('button', { name: /^Size/ }))
    expect(names()).toEqual(['a', 'b', 'c'])
    expect(screen.getByRole('columnheader', { name: /Size/ }).getAttribute('aria-sort')).toBe('descending')
    expect(screen.queryByRole('button', { name: 'Note' })).toBeNull()
  })

  it('grows on request', async () => {
    const { user } = show(table(1))
    expect(names()).toEqual(['b'])
    await user.click(screen.getByRole('button', { name: 'Show more (2 left)' }))
    expect(names()).toHaveLength(3)
  })
})

it('a progress without a value only says that something goes on', () => {
  const { rerender } = show(<Progress label="Reading" />)
  expect(screen.getByRole('progressbar', { name: 'Reading' }).getAttribute('aria-valuenow')).toBeNull()
  rerender(<Progress label="Reading" value={0.254} detail="25 %" />)
  expect(screen.getByRole('progressbar', { name: 'Reading' }).getAttribute('aria-valuenow')).toBe('25')
})

it('what went wrong is read out at once, other news when there is time', () => {
  show(
    <>
      <Notice tone="danger" title="It failed." />
      <Notice title="Good to know." />
    </>,
  )
  expect(screen.getByRole('alert').textContent).toBe('It failed.')
  expect(screen.getByRole('status').textContent).toBe('Good to know.')
})

it('a fault in one part is caught, said, and can be tried again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  let broken = true
  const Part = () => {
    if (broken) throw new Error('no such figure')
    return <p>All is well</p>
  }
  const { user } = show(
    <ErrorBoundary what="The curve">
      <Part />
    </ErrorBoundary>,
  )
  expect(screen.getByRole('alert').textContent).toContain('The curve stopped on a fault of ours.')
  expect(screen.getByRole('alert').textContent).toContain('no such figure')
  broken = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  screen.getByText('All is well')
})

it('a chart says what it shows, and the last values in its legend', () => {
  show(
    <LineChart
      x={[1, 2]}
      lines={[{ label: 'Loss', color: '#fff', values: [0.5, 0.25] }]}
      xLabel="Step"
      yLabel="Loss"
      description="Loss from 0.5 to 0.25"
    />,
  )
  screen.getByRole('img', { name: 'Loss from 0.5 to 0.25' })
  screen.getByText('0.25')
})
