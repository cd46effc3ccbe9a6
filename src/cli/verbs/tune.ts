import { InputError, percent } from '../../platform/index.js'
import { NodeFiles } from '../../platform/node.js'
import { checkShippedGait, recipes, type SkillRow, tuneGait } from '../../tune/index.js'
import { requireWritable } from '../outputFile.js'
import { ProgressLine, timeLeft } from '../progress.js'
import { table } from '../table.js'
import { defineVerb } from '../verb.js'

export const tune = defineVerb({
  name: 'tune',
  summary: 'Search for the scripted gait of a body, or measure the one that ships.',
  positionals: ['BODY'],
  options: {
    seed: {
      kind: 'integer',
      min: 0,
      max: 0xffff_ffff,
      default: 1,
      help: 'the same seed finds the same gait',
    },
    out: { kind: 'text', value: 'DIR', default: 'assets/gaits', help: 'where BODY.json is written' },
    minutes: { kind: 'number', min: 0, above: true, help: 'pause after so long; the same command goes on' },
    threads: { kind: 'integer', min: 0, max: 256, default: 0, help: '0 takes every core' },
    check: { kind: 'flag', help: 'search nothing: measure the shipped gait over its skills' },
  },
  examples: ['gaitway tune cheetah --minutes 20', 'gaitway tune cheetah --check --json'],
  notes: ['Ctrl-C pauses the search; the same command goes on from there, to the same gait.'],
  async run({ options, positionals: [body], io }) {
    const bodies = Object.keys(recipes)
    if (!bodies.includes(body))
      throw new InputError(`there is no recipe to tune "${body}": choose ${bodies.join(', ')}`)
    const line = new ProgressLine(io)
    const threads = options.threads || undefined
    try {
      if (options.check) {
        line.say(`measuring the ${body}’s gait`)
        const rows = await checkShippedGait(body, { settings: 11, seeds: 20, threads })
        return { json: { body, rows }, text: gaitTable(rows) }
      }
      await requireWritable(options.out)
      const startedAt = Date.now()
      let firstDone: number | undefined
      const { gait, rows, statePath } = await tuneGait({
        body,
        seed: options.seed,
        out: options.out,
        files: new NodeFiles(),
        minutes: options.minutes,
        threads,
        signal: io.signal,
        onProgress({ done, stage, iteration, steps, score }) {
          firstDone ??= done
          const share = (done - firstDone) / Math.max(1e-9, 1 - firstDone)
          line.show(
            `${stage} ${iteration}, ${percent(done)}, ${(steps / 1e6).toFixed(1)} M steps, score ${score.toFixed(3)}, ${timeLeft(startedAt, share)}`,
          )
        },
      })
      line.end()
      if (!gait) {
        return {
          json: { body, paused: true, state: statePath },
          text: `paused; the same command goes on from ${statePath}`,
        }
      }
      return {
        json: {
          body,
          paused: false,
          out: `${options.out}/${body}.json`,
          origin: gait.origin,
          rows: rows ?? [],
        },
        text: `${options.out}/${body}.json\n${rows ? gaitTable(rows) : ''}`,
      }
    } finally {
      line.end()
    }
  },
})

function gaitTable(rows: readonly SkillRow[]): string {
  return table(
    ['skill', 'return', '±', 'lowest', 'm/s', 'falls', 'slip', 'airborne', 'chatter'],
    rows.map((row) => [
      row.skill,
      Math.round(row.mean),
      Math.round(row.deviation),
      Math.round(row.lowest),
      Number(row.speed.toFixed(2)),
      `${row.falls} of ${row.episodes}`,
      Number(row.slip.toFixed(2)),
      percent(row.airborne),
      Number(row.chatter.toFixed(3)),
    ]),
  )
}
