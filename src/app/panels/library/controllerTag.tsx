import { Tag, type Tone } from '../../ui/index.js'

/** Who acted, in the colour that this kind of actor has everywhere. */
export function ControllerTag({ name }: { name: string }) {
  return <Tag tone={toneOf(name)}>{name === 'human' ? 'You' : name}</Tag>
}

function toneOf(name: string): Tone {
  if (name === 'human') return 'human'
  if (name.startsWith('agent:')) return 'agent'
  if (name.startsWith('scripted:')) return 'scripted'
  return 'plain'
}
