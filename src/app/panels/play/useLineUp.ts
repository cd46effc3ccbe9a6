import { useEffect, useState } from 'preact/hooks'
import type { Levels } from '../../scene/useLevels.js'
import { useApp } from '../../state/app.js'
import { parseSkills } from '../../state/skillsParam.js'
import { firstLineUp, type LineUp, withModel, withSkills } from './lineUp.js'

/**
 * The line-up to begin with: the last one, as far as it still exists, with the model that the address asks for. Undefined
 * until it is known what there is to choose from.
 */
export function useLineUp(levels: Levels): [LineUp | undefined, (lineUp: LineUp) => void] {
  const { host, library, router, toasts } = useApp()
  const models = library.models.value
  const ready = library.ready.value
  const [lineUp, setLineUp] = useState<LineUp>()
  const { model: wantedModel, skills: wantedSkills } = router.route.value.params
  useEffect(() => {
    if (!ready || !levels.ready || lineUp) return
    let gone = false
    const begin = (stored: unknown) =>
      gone || setLineUp(firstLineUp(stored, { levels: levels.usable, models: library.models.value }))
    host.call('settings.get', {}).then(
      (settings) => begin(settings.play),
      () => begin(undefined),
    )
    return () => {
      gone = true
    }
  }, [ready, levels.ready])
  useEffect(() => {
    if (!lineUp || wantedModel === undefined) return
    const model = models.find(({ id }) => id === wantedModel)
    if (!model) {
      toasts.show({ message: `The model ${wantedModel} is not in the library.`, tone: 'danger' })
      return
    }
    const skills = parseSkills(wantedSkills)
    setLineUp(skills ? withSkills(lineUp, model, skills, { models }) : withModel(lineUp, model, { models }))
  }, [wantedModel, wantedSkills, lineUp === undefined])
  return [lineUp, setLineUp]
}
