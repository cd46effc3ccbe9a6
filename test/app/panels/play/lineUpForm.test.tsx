import { screen, within } from '@testing-library/preact'
import { useState } from 'preact/hooks'
import { describe, expect, it, vi } from 'vitest'
import { firstLineUp, type LineUp } from '../../../../src/app/panels/play/lineUp.js'
import { LineUpForm } from '../../../../src/app/panels/play/lineUpForm.js'
import { show } from '../../component.js'
import { model } from '../../entries.js'
import { playableLevel } from '../../levels.js'

const levels = [playableLevel('sprint'), playableLevel('dash')]
const models = [model('mine', { title: 'Mine' }), model('cut', { title: 'Cut', error: 'cut short' })]

function Form({ first = {}, onStart = () => {} }: { first?: Partial<LineUp>; onStart?: () => void }) {
  const [lineUp, setLineUp] = useState({ ...firstLineUp(undefined, { levels, models }), ...first })
  return (
    <LineUpForm
      lineUp={lineUp}
      levels={levels}
      models={models}
      badLevels={['odd.json: unknown key "colour"']}
      onChange={setLineUp}
      onStart={onStart}
    />
  )
}
const lanes = () => screen.getAllByTestId('lane-card').map((card) => card.dataset.kind)
const startButton = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Start the race' })

describe('the line-up', () => {
  it('starts a race of a person against a model', async () => {
    const onStart = vi.fn()
    const { user } = show(<Form onStart={onStart} />)
    screen.getByRole('form', { name: 'Line-up' })
    expect(lanes()).toEqual(['human', 'model'])
    await user.click(startButton())
    expect(onStart).toHaveBeenCalledOnce()
  })

  it('chooses where, and says what the level is', async () => {
    const { user } = show(<Form />)
    const { name, description } = levels[1].level
    await user.click(
      within(screen.getByRole('group', { name: 'Level' })).getByRole('radio', { name: new RegExp(name) }),
    )
    screen.getByText(description)
  })

  it('adds bots up to the most, and takes them away again', async () => {
    const { user } = show(<Form />)
    const add = screen.getByRole<HTMLButtonElement>('button', { name: 'Add a bot' })
    for (let bots = 1; bots < 5; bots++) await user.click(add)
    expect(lanes()).toHaveLength(6)
    expect(add.disabled).toBe(true)
    expect(add.title).toBe('5 bots are the most')
    await user.click(screen.getByRole('button', { name: 'Remove lane 6' }))
    expect(lanes()).toHaveLength(5)
  })

  it('offers sound models and the script, and names those that are broken', async () => {
    const { user } = show(<Form />)
    const driver = screen.getByRole('combobox', { name: 'Driver of lane 2' })
    const options = within(driver).getAllByRole<HTMLOptionElement>('option')
    expect(options.map(({ textContent, disabled }) => [textContent, disabled])).toEqual([
      ['Mine', false],
      ['Cut (broken)', true],
      ['Scripted gait', false],
    ])
    await user.selectOptions(driver, 'Scripted gait')
    expect(lanes()).toEqual(['human', 'scripted'])
  })

  it('cannot start with a model that is gone, and says so where it is chosen and at the button', () => {
    show(<Form first={{ bots: [{ model: 'gone', skill: 50 }] }} />)
    const alerts = screen.getAllByRole('alert').map(({ textContent }) => textContent)
    expect(alerts).toEqual([
      'This model is gone; choose another.',
      'The model gone is gone or broken; choose another for its lane.',
    ])
    expect(startButton().disabled).toBe(true)
  })

  it('cannot start when nobody races; the last bot stays as long as the person only watches', async () => {
    const { user } = show(<Form first={{ bots: [] }} />)
    await user.click(screen.getByRole('checkbox', { name: 'You' }))
    expect(screen.getByRole('alert').textContent).toContain('Nobody races')
    await user.click(screen.getByRole('button', { name: 'Add a bot' }))
    expect(startButton().disabled).toBe(false)
    expect(screen.queryByRole('button', { name: /^Remove lane/ })).toBeNull()
  })

  it('complains of a level that cannot be used', () => {
    show(<Form />)
    expect(screen.getByText('A level cannot be used.').closest('[role=status]')?.textContent).toContain(
      'odd.json',
    )
  })
})
