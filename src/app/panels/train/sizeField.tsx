import { Segmented } from '../../ui/index.js'
import { type SizeName, sizes } from './plan.js'
import './sizeField.css'

/** How large the model is; one's own size is chosen by changing a number. */
export function SizeField({ size, onChange }: { size: SizeName; onChange: (size: SizeName) => void }) {
  return (
    <div>
      <Segmented
        label="Size"
        value={size}
        options={(Object.keys(sizes) as SizeName[]).map((value) => ({
          value,
          label: sizes[value].label,
          disabled: value === 'custom' && size !== 'custom',
          title: sizes[value].about,
        }))}
        onChange={onChange}
      />
      <p class="field-hint size-about">{sizes[size].about}</p>
    </div>
  )
}
