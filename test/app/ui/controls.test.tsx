import { screen } from '@testing-library/preact'
import { useState } from 'preact/hooks'
import { describe, expect, it, vi } from 'vitest'
import {
  Button,
  Checkbox,
  NumberField,
  Segmented,
  SelectField,
  Slider,
  TextField,
} from '../../../src/app/ui/index.js'
import { show } from '../component.js'

describe('Button', () => {
  it('acts on a click and on Enter', async () => {
    const onClick = vi.fn()
    const { user } = show(<Button onClick={onClick}>Save</Button>)
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await user.keyboard('{Enter}')
    expect(onClick).toHaveBeenCalledTimes(2)
  })

  it('does nothing while it is busy, and says so', async () => {
    const onClick = vi.fn()
    const { user } = show(
      <Button busy onClick={onClick}>
        Save
      </Button>,
    )
    const button = screen.getByRole('button', { name: 'Save' })
    await user.click(button)
    expect(button.getAttribute('aria-busy')).toBe('true')
    expect(onClick).not.toHaveBeenCalled()
  })

  it('has a name where it has no words', () => {
    show(<Button icon="close" label="Close" />)
    expect(screen.getByRole('button', { name: 'Close' }).title).toBe('Close')
  })
})

function Episodes({ min, max, error }: { min?: number; max?: number; error?: string }) {
  const [value, setValue] = useState(10)
  return (
    <>
      <NumberField
        label="Episodes"
        value={value}
        min={min}
        max={max}
        step={5}
        onInput={setValue}
        error={error}
        hint="How many"
      />
      <output>{String(value)}</output>
    </>
  )
}

describe('NumberField', () => {
  it('hears what is typed, and text that is no number as NaN', async () => {
    const { user } = show(<Episodes />)
    const field = screen.getByRole('spinbutton', { name: 'Episodes' })
    await user.clear(field)
    expect(screen.getByRole('status').textContent).toBe('NaN')
    await user.type(field, '42')
    expect(screen.getByRole('status').textContent).toBe('42')
  })

  it('goes up and down by its step, within its bounds', async () => {
    const { user } = show(<Episodes min={0} max={12} />)
    await user.click(screen.getByRole('spinbutton'))
    await user.keyboard('{ArrowUp}')
    expect(screen.getByRole('status').textContent).toBe('12')
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}')
    expect(screen.getByRole('status').textContent).toBe('0')
  })

  it('is described by its hint, and by its error instead where there is one', () => {
    const { rerender } = show(<Episodes />)
    const describedBy = () =>
      document.getElementById(screen.getByRole('spinbutton').getAttribute('aria-describedby')!)
    expect(describedBy()?.textContent).toBe('How many')
    rerender(<Episodes error="Too many." />)
    expect(describedBy()?.textContent).toBe('Too many.')
    expect(screen.getByRole('alert').textContent).toBe('Too many.')
    expect(screen.getByRole('spinbutton').getAttribute('aria-invalid')).toBe('true')
  })
})

describe('choices', () => {
  const options = [
    { value: 'a', label: 'First' },
    { value: 'b', label: 'Second' },
    { value: 'c', label: 'Third', disabled: true },
  ]

  function Choice({ onChange }: { onChange: (value: string) => void }) {
    const [value, setValue] = useState('a')
    const choose = (chosen: string) => {
      setValue(chosen)
      onChange(chosen)
    }
    return (
      <>
        <Segmented label="Which" value={value} options={options} onChange={choose} />
        <SelectField label="From a list" value={value} options={options} onChange={choose} />
      </>
    )
  }

  it('are a group of radio buttons that can be clicked unless disabled', async () => {
    const onChange = vi.fn()
    const { user } = show(<Choice onChange={onChange} />)
    screen.getByRole('group', { name: 'Which' })
    await user.click(screen.getByRole('radio', { name: 'Second' }))
    await user.click(screen.getByRole('radio', { name: 'Third' }))
    expect(onChange.mock.calls).toEqual([['b']])
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Second' }).checked).toBe(true)
  })

  it('are a list as well', async () => {
    const onChange = vi.fn()
    const { user } = show(<Choice onChange={onChange} />)
    await user.selectOptions(screen.getByRole('combobox', { name: 'From a list' }), 'b')
    expect(onChange).toHaveBeenCalledWith('b')
  })
})

it('a checkbox, a text and a slider are found by their labels', async () => {
  const heard: unknown[] = []
  const hear = (value: unknown) => heard.push(value)
  const { user } = show(
    <>
      <Checkbox label="Private" checked={false} onChange={hear} />
      <TextField label="Name" value="" onInput={hear} />
      <Slider label="Skill" value={30} min={0} max={100} onInput={hear} format={(value) => `${value} %`} />
    </>,
  )
  await user.click(screen.getByRole('checkbox', { name: 'Private' }))
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'x')
  expect(heard).toEqual([true, 'x'])
  expect(screen.getByRole('slider', { name: 'Skill' }).getAttribute('aria-valuetext')).toBe('30 %')
})
