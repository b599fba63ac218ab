// Runs before every command, on whatever Node the user has (18 and later): installs what the lockfile asks for and, for
// commands that show pages, builds the web app; each only when its inputs have changed since the last time.
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
process.chdir(root)

const filesIn = (path) => (statSync(path).isDirectory() ? readdirSync(path).sort().flatMap((name) => filesIn(join(path, name))) : [path])
const digest = (paths) => {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesIn)) hash.update(file).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

function step(name, inputs, output, command) {
  const stamp = join('node_modules', '.ready', name)
  const wanted = digest(inputs)
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log(`${name === 'install' ? 'Installing packages' : 'Building the web app'} (${command}) …`)
  const { status } = spawnSync(command, { stdio: 'inherit', shell: true })
  if (status !== 0) {
    console.error(`That did not work (exit ${status}). The lines above say why; run the same command again once it is mended.`)
    process.exit(status ?? 1)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

// npm leaves out packages that do not fit the Node it runs under; an older one borrows the project's Node before it installs.
function borrowNode() {
  const [own, minor] = process.versions.node.split('.').map(Number)
  if (own >= 22 || (own === 20 && minor >= 19) || process.platform !== 'linux') return
  const name = `node-linux-${process.arch}`
  const version = JSON.parse(readFileSync('package.json', 'utf8')).optionalDependencies[name]
  const home = join('.cache', 'node')
  if (!version) return
  if (!existsSync(join(home, 'node_modules', '.bin', 'node'))) {
    console.log(`Node ${process.versions.node} is too old to install with; borrowing Node ${version} …`)
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, 'package.json'), '{ "private": true }\n')
    const { status } = spawnSync(`npm install --no-save --no-package-lock --no-audit --no-fund --loglevel=error ${name}@${version}`, { cwd: home, stdio: 'inherit', shell: true })
    if (status !== 0) process.exit(status ?? 1)
  }
  process.env.PATH = `${join(root, home, 'node_modules', '.bin')}:${process.env.PATH}`
}

if (!existsSync(join('node_modules', '.ready', 'install')) || readFileSync(join('node_modules', '.ready', 'install'), 'utf8') !== digest(['package.json', 'package-lock.json'])) borrowNode()
step('install', ['package.json', 'package-lock.json'], 'node_modules/.package-lock.json', 'npm ci --ignore-scripts --no-audit --no-fund --loglevel=error')

// The project brings Node 24 for Linux; elsewhere the user does.
const bundled = join('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
const major = (text) => Number(/v?(\d+)/.exec(text)?.[1] ?? 0)
const version = existsSync(bundled) ? spawnSync(bundled, ['--version'], { encoding: 'utf8' }).stdout : process.version
if (major(version) < 24) {
  console.error(`Overture needs Node 24 or later; this is ${process.version}. Install it from your system's packages or nodejs.org and run the command again.`)
  process.exit(1)
}
if (process.argv.includes('web')) step('web', ['web', 'contract', 'package-lock.json', 'vite.config.ts'], 'dist/web/index.html', 'npx --no-install vite build --logLevel error')
