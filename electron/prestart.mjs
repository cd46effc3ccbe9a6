// Before `npm start`, in plain JavaScript because nothing may be built yet: builds what is missing, as after
// `npm ci --ignore-scripts`, and says when the build is older than the sources.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bundle = join(root, 'dist', 'node', 'electron', 'start.mjs')

if (!existsSync(bundle)) {
  process.stderr.write('Building Gaitway, this once …\n')
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  process.exit(status ?? 1)
}

const built = statSync(bundle).mtimeMs
const isNewer = ['src', 'electron'].some((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).some(
    (file) => /\.(tsx?|css|html|json)$/.test(file) && statSync(join(root, folder, file)).mtimeMs > built,
  ),
)
if (isNewer) process.stderr.write('The sources are newer than what was built from them: npm run build\n')
