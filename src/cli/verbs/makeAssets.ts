import { join, relative } from 'node:path'
import { InputError, LARGEST_WEIGHTS, replaceFolder } from '../../platform/index.js'
import { NodeFiles } from '../../platform/node.js'
import type { Io } from '../io.js'
import { requireWritable } from '../outputFile.js'
import { packageRoot } from '../packageRoot.js'
import { ProgressLine } from '../progress.js'
import { bodies, type Body, type Making } from '../../sim/index.js'
import { argumentsOf, type Given } from '../arguments.js'
import type { Options } from '../options.js'
import { defineVerb, type Verb, type VerbDescription } from '../verb.js'
import { calibrate } from './calibrate.js'
import { certify } from './certify.js'
import { evaluate } from './evaluate.js'
import { record } from './record.js'
import { train } from './train.js'

/** Runs one of the other verbs; `main` brings it, since it knows them all. */
export type RunVerb = (argv: readonly string[], io: Io) => Promise<void>

/**
 * The verb that makes what ships. Every step is one of the other verbs, so that the cards can give command lines that
 * anyone can type; a step that is done already is left out, so that it can be stopped and started again.
 */
export function makeAssetsVerb(runVerb: RunVerb): Verb {
  return defineVerb({
    name: 'make-assets',
    summary:
      'Make the shipped demonstrations and model of a body again: record, train, calibrate, evaluate, certify.',
    positionals: ['BODY'],
    options: {
      work: {
        kind: 'text',
        value: 'DIR',
        help: 'where the training set and the training live [.gaitway/assets]',
      },
      out: { kind: 'text', value: 'DIR', help: 'where datasets/ and models/ are [assets]' },
      fresh: { kind: 'flag', help: 'begin again instead of going on where it was stopped' },
    },
    examples: ['gaitway make-assets cheetah'],
    notes: [
      'It takes a quarter to half an hour on one free core, most of it training. Ctrl-C stops it; the same command goes on.',
    ],
    async run({ options, positionals: [body], io }) {
      const { envId: env, making: recipe } = makingOf(body)
      const files = new NodeFiles()
      const root = packageRoot()
      const inRoot = (path: string) => relative(process.cwd(), join(root, path)) || '.'
      const work = options.work ?? inRoot('.gaitway/assets')
      const out = options.out ?? inRoot('assets')
      const sample = `${out}/datasets/${recipe.sample.name}`
      const demonstrations = `${work}/${body}-demonstrations`
      const training = `${work}/${body}`
      const model = `${out}/models/${body}`
      const line = new ProgressLine(io)
      const step = async <T extends Options>(verb: VerbDescription<T>, given: Given<T>) => {
        const argv = argumentsOf(verb, given)
        line.say(`gaitway ${argv.join(' ')}`)
        await runVerb(argv, io)
      }
      for (const folder of [work, `${out}/datasets`, `${out}/models`]) await requireWritable(folder)
      const exists = async (path: string) => (await files.stat(path)) !== undefined
      if (options.fresh)
        for (const path of [demonstrations, training, `${work}/.${body}.training`]) await files.remove(path)

      if (!(await exists(demonstrations)))
        await step(record, { env, ...recipe.demonstrations, out: demonstrations })
      if (options.fresh || !(await exists(sample)))
        await step(record, { env, ...recipe.sample.record, out: sample, force: true })
      if (!(await exists(training))) {
        const isUnderWay = await exists(`${work}/.${body}.training/training/run.json`)
        await step(
          train,
          isUnderWay
            ? { resume: true, out: training }
            : { data: [demonstrations], ...recipe.train, out: training },
        )
      }
      await step(calibrate, { model: training, ...recipe.calibrate })
      await step(evaluate, { model: training, card: true })
      await step(certify, { model: training, ...recipe.certify, card: true })
      await publish(training, model, files)
      return { json: { body, model, sample, demonstrations }, text: `made ${model} and ${sample}` }
    },
  })
}

/** The body of that name, and how what ships of it is made. Throws `InputError` where nothing says so. */
function makingOf(name: string): { envId: string; making: Making } {
  const made = Object.values(bodies).flatMap((body: Body) =>
    body.making ? [{ name: body.name, envId: body.envId, making: body.making }] : [],
  )
  const found = made.find((body) => body.name === name)
  if (found) return found
  throw new InputError(`there is no recipe for "${name}": choose ${made.map((body) => body.name).join(', ')}`)
}

/** A shipped model has no trainer state: it is twice the weights, and the commands make it again. */
async function publish(from: string, to: string, files: NodeFiles): Promise<void> {
  const place = await files.realPath(to)
  const staging = `${place}.new`
  await files.remove(staging)
  await files.makeFolder(staging)
  for (const { name, isFolder } of await files.list(from))
    if (!isFolder)
      await files.writeAtomic(
        `${staging}/${name}`,
        await files.read(`${from}/${name}`, { most: LARGEST_WEIGHTS }),
      )
  await replaceFolder(staging, place, files)
}
