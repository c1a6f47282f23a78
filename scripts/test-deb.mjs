// Installs the Debian package where nothing of ours has ever been: lintian judges it, and a root that debootstrap makes, of the first Debian whose Node is
// new enough, gets it, runs it, has its units judged, removes and purges it. Nothing may be left. Wants root, debootstrap and lintian (Debian's packages).
// Then it is set up as a monitoring host, by the user data that `monitoring --cloud-init` prints.
// Usage: npm run test:deb        takes two minutes
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const SUITE = 'trixie'
const inside = (script) => ['bash', join(import.meta.dirname, 'package', script)]
const work = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
try {
  const deb = execFileSync(process.execPath, [join(import.meta.dirname, 'deb.mjs'), work], {
    encoding: 'utf8',
  }).trim()
  step('lintian', 'lintian', '--fail-on', 'error', '--allow-root', deb)
  const root = join(work, 'root')
  step(
    'a clean root',
    'debootstrap',
    '--variant=minbase',
    '--include=nodejs,adduser,systemd',
    SUITE,
    root,
    mirror(),
  )
  step('a copy of it', 'cp', deb, root)
  // What is mounted and started in there goes with the namespaces.
  const apart = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
  step('install, run, remove, purge', 'unshare', ...apart, ...inside('try-deb.sh'), root, basename(deb))
  step('a whole monitoring host', 'unshare', ...apart, ...inside('try-cloud-init.sh'), root, basename(deb))
} finally {
  rmSync(work, { recursive: true, force: true })
}

function step(name, command, ...args) {
  const from = Date.now()
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  const seconds = ((Date.now() - from) / 1000).toFixed(0)
  if (status === 0) return console.log(`✓ ${name} (${seconds} s)${told(stdout)}`)
  process.stderr.write(`${stdout ?? ''}\n${stderr ?? ''}\n${error?.message ?? ''}\n`)
  throw new Error(`${name} failed`)
}

/** What is worth telling of a step: lines that begin with two blanks. */
function told(stdout) {
  const lines = stdout.split('\n').filter((line) => line.startsWith('  '))
  return lines.length === 0 ? '' : `\n${lines.join('\n')}`
}

/** Where this machine's own packages come from. */
function mirror() {
  const policy = execFileSync('apt-cache', ['policy'], { encoding: 'utf8' })
  const [, found] = /^\s*\d+ (\S+\/debian) \w+\/main /m.exec(policy) ?? []
  if (found === undefined) throw new Error('apt knows no Debian mirror: apt-get update')
  return found
}
