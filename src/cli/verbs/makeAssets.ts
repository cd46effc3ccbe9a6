import { join, relative } from 'node:path'
import { replaceFolder } from '../../platform/folders.js'
import { InputError } from '../../platform/errors.js'
import { LARGEST_WEIGHTS } from '../../platform/files.js'
import { NodeFiles } from '../../platform/nodeFiles.js'
import type { Io } from '../io.js'
import { packageRoot } from '../packageRoot.js'
import { ProgressLine } from '../progress.js'
import { assetRecipes } from '../shippedAssets.js'
import { defineVerb, type Verb } from '../verb.js'

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
      const recipe = Object.hasOwn(assetRecipes, body) ? assetRecipes[body] : undefined
      if (!recipe)
        throw new InputError(
          `there is no recipe for "${body}": choose ${Object.keys(assetRecipes).join(', ')}`,
        )
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
      const step = async (argv: readonly string[]) => {
        line.say(`gaitway ${argv.join(' ')}`)
        await runVerb(argv, io)
      }
      const exists = async (path: string) => (await files.stat(path)) !== undefined
      if (options.fresh)
        for (const path of [demonstrations, training, `${work}/.${body}.training`]) await files.remove(path)

      if (!(await exists(demonstrations)))
        await step(['record', '--env', recipe.env, ...recipe.demonstrations, '--out', demonstrations])
      if (options.fresh || !(await exists(sample)))
        await step(['record', '--env', recipe.env, ...recipe.sample.record, '--out', sample, '--force'])
      if (!(await exists(training))) {
        const isUnderWay = await exists(`${work}/.${body}.training/training/run.json`)
        await step(
          isUnderWay
            ? ['train', '--resume', '--out', training]
            : ['train', '--data', demonstrations, ...recipe.train, '--out', training],
        )
      }
      await step(['calibrate', '--model', training, ...recipe.calibrate])
      await step(['evaluate', '--model', training, '--card'])
      await step(['certify', '--model', training, ...recipe.certify, '--card'])
      await publish(training, model, files)
      return { json: { body, model, sample, demonstrations }, text: `made ${model} and ${sample}` }
    },
  })
}

/** A shipped model has no trainer state: it is twice the weights, and the commands make it again. */
async function publish(from: string, to: string, files: NodeFiles): Promise<void> {
  const staging = `${to}.new`
  await files.remove(staging)
  await files.makeFolder(staging)
  for (const { name, isFolder } of await files.list(from))
    if (!isFolder)
      await files.writeAtomic(
        `${staging}/${name}`,
        await files.read(`${from}/${name}`, { most: LARGEST_WEIGHTS }),
      )
  await replaceFolder(staging, to, files)
}
