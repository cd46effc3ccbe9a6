import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { commandLine } from '../../src/cli/main.js'
import { argumentsOf, type Given } from '../../src/cli/arguments.js'
import { calibrate as calibrateVerb } from '../../src/cli/verbs/calibrate.js'
import { certify as certifyVerb } from '../../src/cli/verbs/certify.js'
import { record as recordVerb } from '../../src/cli/verbs/record.js'
import { train as trainVerb } from '../../src/cli/verbs/train.js'
import { bodies } from '../../src/sim/index.js'
import type { Certificate } from '../../src/skill/index.js'
import { printTable } from './table.js'

const COMMAND = 'dist/node/cli/gaitway.mjs'
const { envId: env, making } = bodies.cheetah
const { demonstrations, train, calibrate, certify } = making!

/** What is taken away from, or put onto, the settings that ship. */
const variants: Readonly<Record<string, { what: string; options: Given<typeof trainVerb.options> }>> = {
  classic: {
    what: 'return left / 1000, time of the episode',
    options: { conditioning: 'classic' },
  },
  'mean-needed': {
    what: 'mean needed, time of the episode',
    options: { timesteps: 'episode' },
  },
  window: { what: 'mean needed, time of the window, as what ships', options: {} },
  adaln: { what: 'the same with AdaLN', options: { adaln: true } },
}

/** One model: a variant with a training seed, in a folder of its own. */
interface Run {
  variant: string
  seed: number
}
const nameOf = ({ variant, seed }: Run) => `${variant}-${seed}`

/** The steps of all runs, each done once: what it leaves behind says so when the bench is started again. */
class Bench {
  constructor(
    readonly folder: string,
    readonly steps: string | undefined,
  ) {}

  private get data(): string {
    return `${this.folder}/demonstrations`
  }

  /** A verb in a process of its own; its report. Standard error, with the progress, is this terminal's. */
  private async gaitway(argv: readonly string[], mayFail = false): Promise<string> {
    console.error(commandLine(argv))
    const child = spawn(process.execPath, [COMMAND, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] })
    let report = ''
    child.stdout.on('data', (chunk) => (report += chunk))
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    if (code === 0 || (mayFail && code === 1)) return report
    throw new Error(`it ended with ${code}: the same command goes on from here`)
  }

  async record(): Promise<void> {
    mkdirSync(this.folder, { recursive: true })
    if (!existsSync(this.data)) await this.gaitway(argumentsOf(recordVerb, { env, ...held, out: this.data }))
  }

  /** Trains, judges the dial as it is, calibrates, judges it again. */
  async run(run: Run): Promise<void> {
    const model = this.modelOf(run)
    if (existsSync(`${this.folder}/.${nameOf(run)}.training/training/run.json`))
      await this.gaitway(['train', '--resume', '--out', model])
    else if (!existsSync(model)) {
      const steps = this.steps === undefined ? settings.steps : Number(this.steps)
      const given = { ...settings, ...variants[run.variant].options, steps, seed: run.seed }
      await this.gaitway(argumentsOf(trainVerb, { data: [this.data], ...given, out: model }))
    }
    await this.judge(model, 'uncalibrated')
    if (!readFileSync(`${model}/gaitway.json`, 'utf8').includes('"calibration"'))
      await this.gaitway(argumentsOf(calibrateVerb, { model, ...calibrate }))
    await this.judge(model, 'calibrated')
  }

  private async judge(model: string, dial: Dial): Promise<void> {
    const path = `${model}/${dial}.json`
    if (existsSync(path)) return
    // Exit code 1 says that a promise was broken, which is what some of these are here to show.
    const report = await this.gaitway([...argumentsOf(certifyVerb, { model, ...judged }), '--json'], true)
    if ((JSON.parse(report) as Certificate).calibrated !== (dial === 'calibrated'))
      throw new Error(`${model} is not as it was left: remove it, and it is trained again`)
    writeFileSync(`${path}.new`, report)
    renameSync(`${path}.new`, path)
  }

  private modelOf(run: Run): string {
    return `${this.folder}/${nameOf(run)}`
  }

  certificate(run: Run, dial: Dial): Certificate | undefined {
    const path = `${this.modelOf(run)}/${dial}.json`
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Certificate) : undefined
  }
}

type Dial = 'uncalibrated' | 'calibrated'

/** Each episode holds its skill: run-ups teach how to turn a dial, and it is held while it is judged. */
const held = { ...demonstrations, 'run-ups': undefined, 'run-up-kept': undefined }
/** The options of the shipped model's training that are not its own: each run has a seed and a card. */
const settings = { ...train, license: undefined, title: undefined }
/** The shipped model's judging, without that of the baselines. */
const judged = { seed: certify.seed }

const percent = (share: number) => `${(100 * share).toFixed(2)} %`

/** Means and episodes, rank and the rest of one judgement; dashes where it has not been made. */
function cells(certificate: Certificate | undefined): string[] {
  if (!certificate) return ['–', '–', '–', '–']
  const { nmaeOfMeans, nmaePerEpisode, rankCorrelation, monotonicityViolations, falls } = certificate.figures
  return [
    percent(nmaeOfMeans),
    percent(nmaePerEpisode),
    rankCorrelation.toFixed(3),
    `${monotonicityViolations} / ${Math.round(100 * falls)} %`,
  ]
}

const columns = ['nMAE of means', 'per episode', 'rank', 'violations / falls']

function printResults(bench: Bench, runs: readonly Run[]): void {
  console.log(`\nThe cheetah's dial, --seed ${judged.seed}, as trained and after calibration:\n`)
  printTable(
    ['trained with', 'seed', 'calibrated', ...columns],
    runs.flatMap((run) =>
      (['uncalibrated', 'calibrated'] as const).map((dial) => [
        variants[run.variant].what,
        run.seed,
        dial === 'calibrated' ? 'yes' : 'no',
        ...cells(bench.certificate(run, dial)),
      ]),
    ),
  )
}

/**
 * What makes the cheetah's dial honest: variants of the shipped training, judged as it was. The shipped settings are
 * trained with `--seeds` seeds, the others with the first one. Names of variants choose some of them. Every finished step
 * is kept in `--folder`, so that the bench can be stopped and started again.
 */
export default async function ablation(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      seeds: { type: 'string', default: '3' },
      steps: { type: 'string' },
      folder: { type: 'string', default: '.gaitway/ablation' },
    },
  })
  const unknown = positionals.find((name) => !Object.hasOwn(variants, name))
  if (unknown) throw new Error(`there is no ${unknown}: choose of ${Object.keys(variants).join(', ')}`)
  const names = positionals.length > 0 ? positionals : Object.keys(variants)
  const seeds = Number(values.seeds)
  if (!Number.isInteger(seeds) || seeds < 1) throw new Error('--seeds is a number of seeds: 1 or more')
  const runs = names.flatMap((variant) =>
    Array.from({ length: variant === 'window' ? seeds : 1 }, (_, i): Run => ({ variant, seed: i + 1 })),
  )
  const bench = new Bench(values.folder, values.steps)
  await bench.record()
  for (const run of runs) await bench.run(run)
  printResults(bench, runs)
}
