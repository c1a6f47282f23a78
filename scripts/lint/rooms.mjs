/**
 * The order of the house, from the roof to the cellar: a line for each room of src/, with the rooms and the packages
 * that it may import. A line can name only what stands below it, so no arrow turns round. A name stands for the rooms
 * within it too (`fleet`), and `commands/*` for one folder a command.
 */
export const ROOMS = [
  room(
    'main.ts',
    'cli.ts telling outlets io.ts linode account profile wire errors.ts cloud.ts clock.ts',
    'node:events',
  ),
  room('cli.ts', 'commands/*/add-*.ts flags telling fit.ts errors.ts io.ts', 'commander'),
  room('commands/*/add-*.ts', 'commands/* flags errors.ts io.ts', 'commander'),
  room(
    'commands/*',
    `opening telling render check rehearse simulate monitoring io.ts apply trigger account profile errors.ts harmless.ts cloud.ts
     clock.ts fleet sandbox`,
    'node:fs node:path',
  ),
  room('flags', 'io.ts', 'commander'),
  room(
    'opening',
    'telling rehearse io.ts trigger account profile wire errors.ts cloud.ts clock.ts fleet',
    'node:crypto',
  ),
  room('telling', 'render io.ts errors.ts harmless.ts fleet fit.ts', 'node:readline'),
  room('outlets', 'file-error.ts', 'node:fs node:path'),
  room('render', 'check rehearse simulate profile fit.ts fleet', 'chalk'),
  room('check/chain', 'check profile fleet/model', 'yaml @prometheus-io/lezer-promql @lezer/common'),
  room('check', 'rehearse account profile fleet'),
  room('simulate', 'fleet'),
  room('rehearse', 'account clock.ts'),
  room('monitoring', 'profile fleet', 'yaml'),
  room('io.ts', 'account profile wire cloud.ts clock.ts fleet/model'),
  room(
    'apply',
    'cloud.ts clock.ts harmless.ts blot.ts fleet',
    'node:child_process node:process node:string_decoder',
  ),
  room('trigger', 'wire fleet'),
  room('linode', 'account wire cloud.ts clock.ts blot.ts fleet', '@linode/api-v4 node:crypto'),
  room('account', 'fleet/model'),
  room('profile', 'file-error.ts errors.ts fleet/model', 'yaml zod/mini node:fs node:path node:process'),
  room('file-error.ts', 'errors.ts'),
  room('wire', 'errors.ts', 'node:http node:https node:net node:stream node:tls node:zlib'),
  room('errors.ts', 'cloud.ts harmless.ts'),
  room('cloud.ts', 'fleet/model'),
  room('clock.ts'),
  room('harmless.ts'),
  room('fit.ts', '', 'node:util'),
  room('blot.ts'),
  ...stairs(
    'fleet/report',
    'fleet/refusals',
    'fleet/plan',
    'fleet/load',
    'fleet/sight',
    'fleet/bounds',
    'fleet/model',
  ),
  ...stairs(
    ['sandbox', 'node:http'],
    'sandbox/control',
    ['sandbox/traffic', 'node:http node:net node:os'],
    'sandbox/nodebalancers',
    'sandbox/instances',
    'sandbox/account',
    'sandbox/wire',
    'sandbox/state',
  ),
]

function room(name, sees = '', packages = '') {
  return { room: name, sees: words(sees), packages: words(packages) }
}

/** Rooms on one stair: each may import every one after it. */
function stairs(...steps) {
  const each = steps.map((step) => (typeof step === 'string' ? [step] : step))
  return each.map(([name, packages], i) =>
    room(
      name,
      each
        .slice(i + 1)
        .map(([n]) => n)
        .join(' '),
      packages,
    ),
  )
}

function words(text) {
  return text.split(/\s+/).filter((word) => word !== '')
}

/** The line of the room that a file of src/ (`fleet/sight/census.ts`) is in; undefined when it has none. */
export function roomOf(file) {
  const fits = ROOMS.filter(({ room }) => patternOf(room).test(file))
  return fits.sort((a, b) => b.room.length - a.room.length)[0]
}

function patternOf(room) {
  const path = room.replaceAll('.', String.raw`\.`).replaceAll('*', '[^/]+')
  return new RegExp(room.endsWith('.ts') ? `^${path}$` : `^${path}/`)
}

/** The complaint about a file of src/ that is in no room. */
export function homeless(file) {
  return roomOf(file) === undefined ? [`${file} is in no room: give it a line in ${HERE}`] : []
}

/** Why a file of src/ may not import another one of it; null when it may. */
export function whyNotFile(file, other) {
  const [from, to] = [roomOf(file), roomOf(other)]
  const [none] = [...homeless(file), ...homeless(other)]
  if (none !== undefined) return none
  if (commandOf(file) !== commandOf(other) && commandOf(file) !== null && commandOf(other) !== null)
    return 'a command may not import another command: what both need gets a room of its own'
  if (from === to || from.sees.some((seen) => to.room === seen || to.room.startsWith(`${seen}/`))) return null
  return `${from.room} may not import ${to.room}, only ${list(from.sees)}: the order is in ${HERE}`
}

/** Why a file of src/ may not import a package; null when it may. */
export function whyNotPackage(file, name) {
  const from = roomOf(file)
  if (from.packages.includes(name)) return null
  return `${from.room} may not import ${name}, only ${list(from.packages)}: the order is in ${HERE}`
}

const HERE = 'scripts/lint/rooms.mjs'

function commandOf(file) {
  return /^commands\/([^/]+)\//.exec(file)?.[1] ?? null
}

function list(names) {
  return names.length === 0 ? 'nothing' : names.join(', ')
}

/** What is wrong with the table itself: a line that names what does not stand below it. */
export function crookedLines(rooms = ROOMS) {
  return rooms.flatMap(({ room, sees }, i) => {
    const below = rooms.slice(i + 1).map((each) => each.room)
    const wrong = sees.filter((seen) => !below.some((b) => b === seen || b.startsWith(`${seen}/`)))
    return wrong.map((seen) => `${room} names ${seen}, which does not stand below it`)
  })
}
