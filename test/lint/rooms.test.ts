import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { crookedLines, roomOf, ROOMS } from '../../scripts/lint/rooms.mjs'
import { lintOf, type Lint } from '../support/a-checkout.ts'
import { ROOT } from '../support/root.ts'

const SRC = join(ROOT, 'src')

/** Who imports whom against the order: the words of the rule, the importing folder, the imported one. */
const AGAINST_THE_ORDER = [
  ['the nouns of a fleet know nothing of how it is seen', 'fleet/model', 'fleet/sight'],
  ['what is seen rests on no plan', 'fleet/sight', 'fleet/plan'],
  ['a plan asks for no refusal', 'fleet/plan', 'fleet/refusals'],
  ['a plan makes no report', 'fleet/plan', 'fleet/report'],
  ['a refusal makes no report', 'fleet/refusals', 'fleet/report'],
  ['a decision has no effects', 'fleet/plan', 'apply'],
  ['a fleet knows no API', 'fleet/sight', 'linode'],
  ['applying knows the port, not the API', 'apply', 'linode'],
  ['applying says nothing to a person', 'apply', 'render'],
  ['a profile opens no account', 'profile', 'opening'],
  ['drawing carries nothing out', 'render', 'apply'],
  ['a check carries nothing out', 'check', 'apply'],
  ['what monitoring writes is not drawn', 'monitoring', 'render'],
  ['what has started a run is read without the port', 'trigger', 'apply'],
  ['the API’s adapter knows no command', 'linode', 'commands/status'],
  ['a room that many share knows no command', 'opening', 'commands/status'],
  ['flags know no command', 'flags', 'commands/status'],
  ['a command knows no other', 'commands/adopt', 'commands/status'],
  ['the sandbox is an island', 'sandbox/wire', 'fleet/model'],
  ['the state of the sandbox stands at the bottom', 'sandbox/state', 'sandbox/wire'],
  ['the wire knows no account', 'sandbox/wire', 'sandbox/account'],
  ['the account knows no instance', 'sandbox/account', 'sandbox/instances'],
  ['an instance knows no NodeBalancer', 'sandbox/instances', 'sandbox/nodebalancers'],
  ['a NodeBalancer knows no traffic', 'sandbox/nodebalancers', 'sandbox/traffic'],
  ['traffic knows no control', 'sandbox/traffic', 'sandbox/control'],
  ['control knows nothing in front of it', 'sandbox/control', 'sandbox'],
] as const

/** Ways to write an import that must not get past the rule: the name and the text, from fleet/sight. */
const WAYS = [
  ['a type', "import type { It } from '../plan/it.ts'\nexport type Planted = It\n"],
  ['a type on the spot', "export type Planted = import('../plan/it.ts').It\n"],
  ['a value', "import { it } from '../plan/it.ts'\nexport const planted = it\n"],
  ['handing on', "export { it } from '../plan/it.ts'\n"],
  ['handing all on', "export * from '../plan/it.ts'\n"],
  ['at run time', "export const planted = async () => await import('../plan/it.ts')\n"],
  ['a package', "import { kill } from 'node:process'\nexport const planted = kill\n"],
  ['a file without a room', "import { it } from '../../cellar/it.ts'\nexport const planted = it\n"],
] as const

const IT = 'export type It = number\nexport const it: It = 1\n'
const up = (folder: string): string => folder.replaceAll(/[^/]+/g, '..')

const PLANTED: Readonly<Record<string, string>> = {
  'src/cellar/it.ts': IT,
  ...Object.fromEntries(
    AGAINST_THE_ORDER.flatMap(([, from, to], i) => [
      [`src/${to}/it.ts`, IT],
      [
        `src/${from}/against-${i}.ts`,
        `import { it } from '${up(from)}/${to}/it.ts'\nexport const planted = it\n`,
      ],
    ]),
  ),
  ...Object.fromEntries(WAYS.map(([, text], i) => [`src/fleet/sight/way-${i}.ts`, text])),
  'src/fleet/model/here.ts':
    "import type { There } from './there.ts'\nexport interface Here {\n  readonly there: There\n}\n",
  'src/fleet/model/there.ts':
    "import type { Here } from './here.ts'\nexport interface There {\n  readonly here: Here\n}\n",
  'src/fleet/plan/allowed.ts': "import { it } from '../sight/it.ts'\nexport const planted = it\n",
}

describe('npm run lint', () => {
  let lint: Lint
  beforeAll(async () => {
    lint = await lintOf(PLANTED)
  })

  it('fails', () => expect(lint.exitCode).toBe(1))

  it.each(AGAINST_THE_ORDER.map((row, i) => [...row, i] as const))('%s: no %s -> %s', (_, from, to, i) => {
    const why = from.startsWith('commands/') ? 'a command may not import another' : `${from} may not import `
    expect(lint.of(`src/${from}/against-${i}.ts`).join('\n'), to).toContain(why)
  })

  it.each(WAYS.map(([way], i) => [way, i] as const))('sees an import against the order as %s', (_, i) =>
    expect(lint.of(`src/fleet/sight/way-${i}.ts`).join('\n')).toMatch(
      /may not import|is in no room|are forbidden/,
    ),
  )

  it('finds a circle of types alone', () =>
    expect(lint.of('src/fleet/model/here.ts').join()).toContain('Dependency cycle'))

  it('lets an import down the stairs pass', () => expect(lint.of('src/fleet/plan/allowed.ts')).toEqual([]))
})

describe('the order of the rooms', () => {
  it('names only what stands below', () => expect(crookedLines()).toEqual([]))

  it('would tell of a line that names what stands above', () =>
    expect(
      crookedLines([
        { room: 'a', sees: [], packages: [] },
        { room: 'b', sees: ['a'], packages: [] },
      ]),
    ).toEqual(['b names a, which does not stand below it']))

  it('has a line for each file, and files for each line', () => {
    const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    )
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([])
    const lived = new Set(files.map((file) => roomOf(file)?.room))
    expect(ROOMS.map((each) => each.room).filter((name) => !lived.has(name))).toEqual([])
    expect(files.length, join(SRC, '**')).toBeGreaterThan(100)
  })
})
