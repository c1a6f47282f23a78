import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

/**
 * One word a thing. A line: what must not be said, what is said here instead, and what looks like it and is something
 * else (a field of the API, an option of a program), which is taken out of a line before it is judged.
 */
export const WORDS = [
  word(/clusters?/, 'fleet', /lke_cluster\w*|--cluster\.[\w.-]+/),
  word(/pools?/, 'fleet', /pool: 'threads'/),
  word(/replicas?/, 'member'),
  word(/VMs?|virtual machines?/, 'instance', /node:vm|VmHWM|Vm HWM/),
  word(/scal(?:e|es|ed|ing)[-_ ]?up|up[-_]?scal\w*/, 'scale out', /'scale-up'/),
  word(/scal(?:e|es|ed|ing)[-_ ]?down|down[-_]?scal\w*/, 'scale in'),
  word(
    /(?:de-?)?regist(?:er|ers|ered|ering|ration)/,
    'attach, detach',
    /registered ?Arguments|^ +register: /,
  ),
  word(/autoscal(?:es|ed|ing)/, 'follow, or scale'),
  word(/unhealthy/, 'DOWN, or not in service'),
  word(/desired/, 'wanted'),
  word(/target size/, 'wanted'),
  word(/no-?ops?/, 'hold'),
  word(/throttl\w*/, 'cooldown', /client_?conn_?throttle|client Conn Throttle|client_udp_sess_throttle/),
  word(/tasks?/, 'change', /#vso\[task\]|##vso\[task/),
  word(/jobs?/, 'change', null, /^src\/(?:fleet|apply|commands|render|telling|opening)\//),
  word(
    /execut(?:e|es|ed|ing|ion)/,
    'apply, carry out',
    /ExecutePaths|Execute Paths|MemoryDenyWriteExecute|Write ?Execute/,
  ),
  word(/fetch(?:es|ed|ing)|fetch[_A-Z]\w*/, 'observe, read', /npm_config_fetch\w*|fetch_retries/),
  word(/synchroni[sz]\w*|resync\w*/, 'observe, follow'),
  word(/stabili[sz]ation/, 'peak'),
  word(/outdated/, 'drifted'),
  word(/redeploy\w*|recycl\w*/, 'refresh'),
  word(/roll(?:ing|s|ed)? back|rollbacks?/, 'put back'),
  word(/config(?:uration)? file/, 'profile', /linode-cli(?:'s|’s)? config file/),
]

/** Names of files that say nothing of what is in them. */
const EMPTY_NAMES = /(?:^|[-/])(?:utils?|helpers?|misc|manager|service)(?=[-./])/

/** Where words are judged, and the places that must say them. */
const JUDGED = ['src', 'bin', 'scripts', 'examples', 'docs', 'test', '.']
const UNJUDGED =
  /^(?:scripts\/elasticity\/.*|docs\/elasticity\.md|scripts\/lint\/words\.mjs|test\/lint\/words\.test\.ts|CONTRIBUTING\.md|docs\/README\.es\.md)$/

function word(bad, good, unless = null, where = null) {
  return { bad: new RegExp(`(?<![A-Za-z])(?:${bad.source})(?![a-z])`, 'i'), good, unless, where }
}

/** What is wrong with the words of one file: a line each, with the place and what to say. */
export function badWords(path, text) {
  const name = EMPTY_NAMES.test(path) ? [`${path}: a file is named after the one thing it exports`] : []
  return [
    ...name,
    ...text.split('\n').flatMap((line, i) => badInLine(path, line).map((why) => `${path}:${i + 1}: ${why}`)),
  ]
}

function badInLine(path, line) {
  if (isEncoded(line)) return []
  const words = line.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
  return WORDS.filter(({ where }) => where?.test(path) ?? true).flatMap(({ bad, good, unless }) => {
    const found = [line, words].map(
      (each) => bad.exec(unless === null ? each : each.replaceAll(new RegExp(unless, 'gi'), ''))?.[0],
    )
    const said = found.find((each) => each !== undefined)
    return said === undefined ? [] : [`"${said}" is not a word of this project: say ${good}`]
  })
}

/** A line of a certificate is no words. */
function isEncoded(line) {
  return /^[\w+/=]{40,}$/.test(line)
}

/** What is wrong with the words of the tree that lint is run in. */
export function judgeTree() {
  const files = JUDGED.flatMap((place) => filesOf(place)).filter(
    (path) => /\.(?:[cm]?[jt]s|md|ya?ml|sh)$/.test(path) && !UNJUDGED.test(path),
  )
  return files.flatMap((path) => badWords(path, readFileSync(path, 'utf8')))
}

/** The files below a folder, or right in this one. */
function filesOf(place) {
  if (!existsSync(place)) return []
  const entries = readdirSync(place, { recursive: place !== '.', withFileTypes: true })
  return entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).split(sep).join('/'))
}
