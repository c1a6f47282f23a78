import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { WEB, World } from '../../support/world.ts'

const SUM = '0123456789abcdef'.repeat(4)
const URL = 'https://example.org/linode-autoscale_0.1.0_all.deb'
const FROM = ['--package', URL, '--sha256', SUM]
const TOKEN = 'token_file: /etc/linode-autoscale/token\n'
const PROMETHEUS = 'prometheus: { url: "http://127.0.0.1:9090" }\n'

interface UserData {
  readonly packages: readonly string[]
  readonly write_files: readonly {
    readonly path: string
    readonly content: string
    readonly permissions: string
    readonly encoding?: string
  }[]
  readonly runcmd: readonly (readonly string[])[]
}

async function userData(world: World, ...args: readonly string[]) {
  const told = await world.run('monitoring', '--cloud-init', ...FROM, ...args)
  expect([told.code, told.out.startsWith('#cloud-config\n')]).toEqual([0, true])
  const data: UserData = parse(told.out)
  const contentOf = (path: string): string =>
    data.write_files.find((each) => each.path === path)?.content ?? ''
  return { ...told, data, contentOf, script: contentOf('/usr/local/sbin/linode-autoscale-setup') }
}

describe('user data of a monitoring host', () => {
  test('carries the profile word for word, sends nothing, writes nothing', async () => {
    const profile = `# ü\n${WEB}${TOKEN}${PROMETHEUS}`
    const world = new World({ profile })
    const { contentOf, err } = await userData(world)
    expect(contentOf('/etc/linode-autoscale/web.yaml')).toBe(profile)
    expect(err).toBe('')
    expect(world.sandbox.log).toEqual([])
    expect([...world.files.keys()]).toEqual(['linode-autoscale.yaml'])
  })

  test('holds no token, whatever the environment has', async () => {
    const world = new World()
    const { out } = await userData(world)
    expect(
      Object.values(world.env).filter((value) => (value ?? '').length > 7 && out.includes(value ?? '')),
    ).toEqual([])
  })

  test('starts a script that a shell reads, which installs only what has the checksum', async () => {
    const { script, data } = await userData(new World())
    expect(data.runcmd).toEqual([['/usr/local/sbin/linode-autoscale-setup']])
    expect(spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    })
    const lines = script.split('\n')
    const at = (part: string): number => lines.findIndex((line) => line.includes(part))
    expect([at(URL), at(`${SUM}  `), at('apt-get install')].map((i) => i > 0)).toEqual([true, true, true])
    expect(at(`${SUM}  `)).toBeLessThan(at('apt-get install'))
    expect(lines).toContain('set -eu')
  })

  test('carries what a profile names as user data, readable by the services', async () => {
    const world = new World({
      profile: WEB.replace('image:', 'metadata: { user_data_file: boot.sh }\n  image:'),
    })
    world.files.set('boot.sh', '#!/bin/sh\necho \u001B\n')
    const { data, script } = await userData(world)
    const carried = data.write_files.find(({ path }) => path === '/etc/linode-autoscale/boot.sh')
    expect(carried).toMatchObject({ encoding: 'b64', permissions: '0640' })
    expect(Buffer.from(carried?.content ?? '', 'base64').toString()).toBe('#!/bin/sh\necho \u001B\n')
    expect(script).toMatch(/^chgrp linode-autoscale .*\/boot\.sh$/m)
  })
})

describe('user data, for whom and how it is told', () => {
  test('of several fleets has each one’s profile and crontab', async () => {
    const world = new World()
    world.files.set('api.yaml', WEB.replace('name: web', 'name: api'))
    const { script, contentOf } = await userData(world, '-p', 'linode-autoscale.yaml', '-p', 'api.yaml')
    expect(contentOf('/etc/linode-autoscale/api.yaml')).toContain('name: api')
    expect(script).toContain("grep -v ' reconcile ' crontab-api >/etc/cron.d/linode-autoscale-api")
    expect(script).toContain('-p /etc/linode-autoscale/web.yaml -p /etc/linode-autoscale/api.yaml')
  })

  test('is in the JSON too', async () => {
    const { out } = await new World().run('monitoring', '--cloud-init', ...FROM, '--json')
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      command: 'monitoring',
      user_data: expect.stringMatching(/^#cloud-config\n/),
    })
  })

  test('says what the host will lack', async () => {
    const { err } = await userData(new World())
    expect(err).toContain('cron has no token without it')
    expect(err).toContain('does not say where Prometheus is')
  })
})

describe('what is refused, with nothing printed', () => {
  test.each([
    ['no package', [], 'wants --package'],
    [
      'a package over a wire that anybody may change',
      ['--package', 'http://example.org/a.deb'],
      'wants --package',
    ],
    ['no checksum', ['--package', URL], 'wants --sha256'],
    ['a checksum that is none', ['--package', URL, '--sha256', 'abc'], 'wants --sha256'],
    ['a folder to write to', [...FROM, '--out', 'lab'], '--cloud-init prints'],
    ['a comparison', [...FROM, '--check'], '--cloud-init prints'],
  ])('%s', async (_, args, why) => {
    const { code, out, err } = await new World().run('monitoring', '--cloud-init', ...args)
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(why)])
  })

  test('a package without --cloud-init', async () => {
    const { code, err } = await new World().run('monitoring', ...FROM)
    expect([code, err]).toEqual([2, expect.stringContaining('are for --cloud-init')])
  })

  test('more than Linode takes', async () => {
    const world = new World({ profile: `${WEB}${'# a comment that is long\n'.repeat(700)}` })
    const { code, out, err } = await world.run('monitoring', '--cloud-init', ...FROM)
    expect([code, out, err]).toEqual([2, '', expect.stringContaining('16384')])
  })
})
