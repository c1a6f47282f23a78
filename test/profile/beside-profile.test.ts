import { expect, test } from 'vitest'
import { besideProfile, programBeside } from '../../src/profile/beside-profile.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'

test.each([
  ['token', '/etc/fleets/web.yaml', '/etc/fleets/token'],
  ['../token', '/etc/fleets/web.yaml', '/etc/token'],
  ['/srv/token', '/etc/fleets/web.yaml', '/srv/token'],
  ['token', 'fleets/web.yaml', 'fleets/token'],
  ['token', 'web.yaml', 'token'],
])('%s beside %s is %s', (file, profile, found) => {
  expect(besideProfile(file, profile)).toBe(found)
})

test.each([
  ['tell', '/etc/fleets/web.yaml', 'tell'],
  ['./tell', '/etc/fleets/web.yaml', '/etc/fleets/tell'],
  ['bin/tell', 'web.yaml', 'bin/tell'],
  ['./tell', 'web.yaml', './tell'],
])('the program %s beside %s is %s', (program, profile, found) => {
  expect(programBeside(program, profile)).toBe(found)
})

const WEB = `name: web
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12 }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: 2, max: 8 }
`

test('what a profile names is relative to it, wherever a run is started', () => {
  const text = `${WEB}token_file: secret/token\nhooks: { on_hold: { command: [./tell, ./as-it-is] } }\n`
  const { tokenFile, policy } = parseProfile(text, { path: '/etc/fleets/web.yaml' })
  expect(tokenFile).toBe('/etc/fleets/secret/token')
  expect(policy.hooks?.on_hold?.command).toEqual(['/etc/fleets/tell', './as-it-is'])
})

const parsed = (line: string) => (): unknown => parseProfile(`${WEB}${line}\n`, { path: 'web.yaml' })

test.each(['~/token', '$HOME/token', '%h/token'])(
  '%s, which only a shell or a unit fills in, is refused',
  (file) => {
    expect(parsed(`token_file: ${JSON.stringify(file)}`)).toThrow(/token_file: begins with what only a shell/)
    expect(parsed(`hooks: { on_hold: { command: [${JSON.stringify(file)}] } }`)).toThrow(
      /hooks.on_hold.command\[0\]: begins with what only a shell/,
    )
  },
)
