import '../../src/sim/register.js'

/** A measurement: prints its table, given what follows its name on the command line. */
export type Bench = (options: readonly string[]) => void | Promise<void>

const benches = import.meta.glob<{ default: Bench }>('./*.bench.ts')
const names = Object.keys(benches).map((file) => file.replace(/^\.\/|\.bench\.ts$/g, ''))

const [name, ...options] = process.argv.slice(2)
const load = benches[`./${name}.bench.ts`]
if (load) await (await load()).default(options)
else {
  console.error(`bench: ${name ? `there is no ${name}` : 'which one?'} There are ${names.join(', ')}.`)
  process.exitCode = 2
}
