import { gzipSync } from 'node:zlib'
import { debianChangelog } from './changelog.mjs'

const HOME = 'usr/lib/linode-autoscale'
const DOC = 'usr/share/doc/linode-autoscale'
const IN_DEBIAN =
  'On Debian systems the text of the Apache License, version 2.0, is in /usr/share/common-licenses/Apache-2.0.'
const COPYRIGHT = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: linode-autoscale

Files: *
Copyright: the authors of linode-autoscale
License: Apache-2.0
 ${IN_DEBIAN}

Files: dist/*
Copyright: the authors of linode-autoscale, and those of the packages that are named below
License: Apache-2.0 and others
 The bundle holds code of other packages, whose notices follow.
`

/** Where each file of npm's package goes on Debian: the program in one folder, what is read by people where they look for it. */
export function placeOf(path) {
  if (/^(?:bin|dist)\/|^package\.json$|^docs\/profile\.schema\.json$|^examples\//.test(path))
    return /NOTICES|\.1$/.test(path) ? null : `${HOME}/${path}`
  return /^(?:LICENSE|CHANGELOG\.md)$/.test(path) ? null : `${DOC}/${path}`
}

/** What Debian wants beside them, as path and text. `read` reads a file of the project, `run` what the program prints. */
export function debianFiles({ name, maintainer, read, run, units }) {
  const completion = (shell, path) => [path, run('completion', shell)]
  return new Map([
    [`usr/share/man/man1/${name}.1.gz`, zipped(read(`dist/${name}.1`))],
    [`${DOC}/changelog.gz`, zipped(debianChangelog(read('CHANGELOG.md'), { name, maintainer }))],
    [`${DOC}/copyright`, `${COPYRIGHT}${quoted(shortened(read('dist/THIRD-PARTY-NOTICES.txt')))}`],
    completion('bash', `usr/share/bash-completion/completions/${name}`),
    completion('zsh', `usr/share/zsh/vendor-completions/_${name}`),
    completion('fish', `usr/share/fish/vendor_completions.d/${name}.fish`),
    ...[...units].map(([unit, text]) => [`usr/lib/systemd/system/${unit}`, text]),
  ])
}

/** Links, as path and what it leads to. */
export const LINKS = new Map([
  ['usr/bin/linode-autoscale', '../lib/linode-autoscale/bin/linode-autoscale.js'],
  [`${DOC}/examples`, '../../../lib/linode-autoscale/examples'],
])

/** The same bytes for the same text. */
function zipped(text) {
  return gzipSync(text, { level: 9 })
}

/** The licence that every Debian has is not told again. */
function shortened(notices) {
  return notices.replaceAll(
    / *Apache License\s+Version 2\.0, January 2004[^]*?END OF TERMS AND CONDITIONS/g,
    IN_DEBIAN,
  )
}

/** As the continuation of a field. */
function quoted(text) {
  const lines = text.trimEnd().split('\n')
  return lines.map((line) => (line.trim() === '' ? ' .\n' : ` ${line}\n`)).join('')
}

/** The control file. `size` in KiB. */
export function controlFile({ name, version, maintainer, description, size }) {
  return `Package: ${name}
Version: ${version}
Architecture: all
Maintainer: ${maintainer}
Installed-Size: ${size}
Depends: nodejs (>= 20.19), adduser
Recommends: bash-completion
Suggests: prometheus, prometheus-alertmanager, prometheus-node-exporter
Section: admin
Priority: optional
Description: ${description}
 A fleet of Linodes behind a NodeBalancer grows and shrinks on command, and
 nothing is ever left half done. One YAML profile says what a member is and
 how many there may be; an alert, a timer or a person starts a run, which
 creates and attaches members, or drains and deletes them. The account is the
 only state.
 .
 With an emulator of the API, so that all of it can be tried without an account.
`
}
