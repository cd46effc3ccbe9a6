import * as v from 'valibot'
import { bodies, type BodyName, bodyNames } from '../../../game/index.js'
import { gaitOf, keyboardSchemes } from '../../../policies/index.js'
import { bodyOfEnv, type BodyModel, drivableBodies, modelsFor } from '../../scene/bodies.js'
import type { PlayableLevel } from '../../scene/levels.js'
import type { LanePlan } from '../../simulation/protocol.js'
import { MOST_BOTS } from '../../state/skillsParam.js'

const BotSchema = v.object({
  /** A model of the library; undefined for the body's scripted gait. */
  model: v.optional(v.string()),
  skill: v.pipe(v.number(), v.minValue(0), v.maxValue(100)),
})
export type Bot = v.InferOutput<typeof BotSchema>

const LineUpSchema = v.object({
  level: v.string(),
  body: v.picklist(bodyNames),
  /** How the person steers. */
  scheme: v.string(),
  /** Whether a person races too. */
  person: v.boolean(),
  bots: v.pipe(v.array(BotSchema), v.maxLength(MOST_BOTS)),
})
/** Who races whom, and where. */
export type LineUp = v.InferOutput<typeof LineUpSchema>

/** What is there to choose from. */
export interface Choices {
  levels: readonly PlayableLevel[]
  models: readonly BodyModel[]
}

/** A bot to begin with: the shipped model of that name, any other of the body, else its gait. */
export function firstBot(body: BodyName, models: readonly BodyModel[], skill = 50): Bot {
  const fitting = modelsFor(body, models)
  const chosen = fitting.find(({ id }) => id === body) ?? fitting[0]
  return { model: chosen?.id, skill }
}

/** The line-up to begin with, from what was chosen last time as far as it still exists. */
export function firstLineUp(stored: unknown, choices: Choices): LineUp {
  const parsed = v.safeParse(LineUpSchema, stored)
  const drivable = drivableBodies(choices)
  const before = parsed.success ? parsed.output : undefined
  const level = choices.levels.find(({ id }) => id === before?.level) ?? choices.levels[0]
  const wanted = before?.body ?? 'cheetah'
  const fits = (name: BodyName) => drivable.includes(name) && (!level || level.level.bodies.includes(name))
  const body = fits(wanted) ? wanted : (drivable.find(fits) ?? wanted)
  const lineUp: LineUp = {
    level: level?.id ?? '',
    body,
    scheme: before?.scheme ?? '',
    person: before?.person ?? true,
    bots: before && body === before.body ? before.bots : [firstBot(body, choices.models)],
  }
  return fitted(lineUp, choices)
}

/** The line-up with what does not exist replaced by what comes closest. */
export function fitted(lineUp: LineUp, { models }: Pick<Choices, 'models'>): LineUp {
  const schemes = keyboardSchemes(bodies[lineUp.body].envId).map(({ name }) => name)
  const usable = new Set(modelsFor(lineUp.body, models).map(({ id }) => id))
  return {
    ...lineUp,
    person: lineUp.person && schemes.length > 0,
    scheme: schemes.includes(lineUp.scheme) ? lineUp.scheme : (schemes[0] ?? ''),
    bots: lineUp.bots.map((bot) =>
      bot.model !== undefined && !usable.has(bot.model) ? firstBot(lineUp.body, models, bot.skill) : bot,
    ),
  }
}

/** The same lanes on another body: bots get its models. */
export function withBody(lineUp: LineUp, body: BodyName, choices: Pick<Choices, 'models'>): LineUp {
  return fitted(
    { ...lineUp, body, bots: lineUp.bots.map(({ skill }) => firstBot(body, choices.models, skill)) },
    choices,
  )
}

/** Puts a model into the first bot's lane, on the body that it drives. */
export function withModel(lineUp: LineUp, model: BodyModel, choices: Pick<Choices, 'models'>): LineUp {
  const body = bodyOfEnv(model.envId)
  if (!body) return lineUp
  const base = body === lineUp.body ? lineUp : withBody(lineUp, body, choices)
  const [first, ...others] = base.bots.length > 0 ? base.bots : [{ skill: 50 }]
  return { ...base, bots: [{ ...first, model: model.id }, ...others] }
}

/** A race of the same model against itself, a lane for each skill; the person may join in. */
export function withSkills(
  lineUp: LineUp,
  model: BodyModel,
  skills: readonly number[],
  choices: Pick<Choices, 'models'>,
): LineUp {
  const base = withModel(lineUp, model, choices)
  if (base.bots[0]?.model !== model.id) return lineUp
  return { ...base, person: false, bots: skills.map((skill) => ({ model: model.id, skill })) }
}

/** The line-up with another bot in the place of one. */
export function withBot(lineUp: LineUp, index: number, bot: Bot): LineUp {
  return { ...lineUp, bots: lineUp.bots.with(index, bot) }
}

export function withoutBot(lineUp: LineUp, index: number): LineUp {
  return { ...lineUp, bots: lineUp.bots.toSpliced(index, 1) }
}

/** Skills of bots that are added one after the other. */
const skillsInTurn = [80, 20, 50, 100, 65, 35]

/** The line-up with one more bot: of the last one's kind, of a skill that nobody has yet. */
export function withOneMoreBot(lineUp: LineUp, models: readonly BodyModel[]): LineUp {
  const { bots, body } = lineUp
  const taken = new Set(bots.map(({ skill }) => skill))
  const skill = skillsInTurn.find((free) => !taken.has(free)) ?? 50
  const last = bots.at(-1)
  return { ...lineUp, bots: [...bots, last ? { ...last, skill } : firstBot(body, models, skill)] }
}

/** The line-up with the body's scripted gait wherever this model would have driven. */
export function withScriptInstead(lineUp: LineUp, model: string): LineUp {
  return {
    ...lineUp,
    bots: lineUp.bots.map((bot) => (bot.model === model ? { ...bot, model: undefined } : bot)),
  }
}

/** Why this line-up cannot race; undefined when it can. */
export function obstacle(lineUp: LineUp, { levels, models }: Choices): string | undefined {
  const level = levels.find(({ id }) => id === lineUp.level)?.level
  if (!level) return 'Choose a level.'
  if (!level.bodies.includes(lineUp.body))
    return `${level.name} is not for the ${bodies[lineUp.body].title.toLowerCase()}; choose another level or body.`
  if (!lineUp.person && lineUp.bots.length === 0) return 'Nobody races: take part yourself or add a bot.'
  const gone = lineUp.bots.find(
    ({ model }) => model !== undefined && !modelsFor(lineUp.body, models).some((m) => m.id === model),
  )
  if (gone) return `The model ${gone.model} is gone or broken; choose another for its lane.`
  if (lineUp.bots.some(({ model }) => model === undefined) && gaitOf(bodies[lineUp.body].envId) === undefined)
    return `The ${bodies[lineUp.body].title.toLowerCase()} has no scripted gait; choose a model.`
  return undefined
}

/** Name of a bot where it is shown. */
function botName({ model }: Bot, models: readonly BodyModel[]): string {
  return model === undefined ? 'Script' : (models.find(({ id }) => id === model)?.title ?? model)
}

/** The lanes as the simulation wants them: the person's first. */
export function lanePlans(lineUp: LineUp, models: readonly BodyModel[]): LanePlan[] {
  const bots = lineUp.bots.map((bot): LanePlan => {
    const { model, skill } = bot
    return {
      name: botName(bot, models),
      driver: model === undefined ? { kind: 'scripted', skill } : { kind: 'model', model, skill },
    }
  })
  return lineUp.person ? [{ name: 'You', driver: { kind: 'human', scheme: lineUp.scheme } }, ...bots] : bots
}
