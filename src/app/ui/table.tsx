import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Button } from './button.js'
import './table.css'

export interface Column<R> {
  key: string
  title: string
  cell: (row: R) => ComponentChildren
  /** Makes the column sortable. */
  value?: (row: R) => number | string
  align?: 'start' | 'end'
  /** Left out where there is little room. */
  minor?: boolean
}

/** Rows with sortable columns; a long table shows its first rows and grows on request. */
export function Table<R>({
  caption,
  columns,
  rows,
  rowKey,
  page = 50,
  initialSort,
}: {
  /** Read by screen readers. */
  caption: string
  columns: readonly Column<R>[]
  rows: readonly R[]
  rowKey: (row: R) => string | number
  page?: number
  initialSort?: { key: string; descending: boolean }
}) {
  const [sort, setSort] = useState(initialSort)
  const [shown, setShown] = useState(page)
  const value = columns.find((column) => column.key === sort?.key)?.value
  const sorted = value
    ? rows.toSorted((a, b) => compare(value(a), value(b)) * (sort!.descending ? -1 : 1))
    : rows
  return (
    <div class="table-frame">
      <table class="table">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => {
              const active = sort?.key === column.key
              return (
                <th
                  key={column.key}
                  scope="col"
                  class={classOf(column)}
                  aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : undefined}
                >
                  {column.value ? (
                    <button
                      type="button"
                      class="table-sort"
                      onClick={() =>
                        setSort({ key: column.key, descending: active ? !sort.descending : false })
                      }
                    >
                      {column.title}
                      <span class="table-arrow" aria-hidden="true">
                        {active ? (sort.descending ? '↓' : '↑') : ''}
                      </span>
                    </button>
                  ) : (
                    column.title
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.key} class={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > shown && (
        <div class="table-more">
          <Button size="s" look="ghost" onClick={() => setShown(shown + page * 4)}>
            Show more ({sorted.length - shown} left)
          </Button>
        </div>
      )}
    </div>
  )
}

function classOf<R>({ align, minor }: Column<R>): string {
  return `${align === 'end' ? 'align-end' : ''}${minor ? ' is-minor' : ''}`
}

function compare(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}
