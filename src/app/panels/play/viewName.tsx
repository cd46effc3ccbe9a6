import { useEffect } from 'preact/hooks'
import './viewName.css'

/** How long the name of a camera is shown, ms. */
const SHOWN = 1200

/** The name of the camera that was chosen, for a moment. */
export function ViewName({ name, onOver }: { name: string; onOver: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onOver, SHOWN)
    return () => clearTimeout(timer)
  }, [name])
  return <p class="view-name">{name}</p>
}
