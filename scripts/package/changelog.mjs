/** Every version in CHANGELOG.md that has a date, newest first, with its lines. */
export function releasesIn(changelog) {
  const parts = changelog.split(/^## /m).slice(1)
  return parts.flatMap((part) => {
    const [, version, date] = /^(\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)\n/.exec(part) ?? []
    return version === undefined ? [] : [{ version, date, text: part.slice(part.indexOf('\n')).trim() }]
  })
}

/** What CHANGELOG.md says of one version; throws when it says nothing. */
export function notesOf(changelog, version) {
  const found = releasesIn(changelog).find((release) => release.version === version)
  if (found === undefined)
    throw new Error(`CHANGELOG.md has no "## ${version} (YYYY-MM-DD)": give the version its date`)
  return found
}

/** The same in Debian's form. */
export function debianChangelog(changelog, { name, maintainer }) {
  const entry = ({ version, date, text }) =>
    `${name} (${version}) unstable; urgency=medium\n\n${pointsIn(text)}\n\n -- ${maintainer}  ${debianDate(date)}\n`
  return releasesIn(changelog).map(entry).join('\n')
}

/** An item a point, at Debian's width. */
function pointsIn(text) {
  const points = text.split(/^- /m).slice(1)
  return points.map((point) => folded(point.replaceAll(/\s+/g, ' ').trim())).join('\n')
}

function folded(words) {
  const lines = words.match(/.{1,76}(?:\s|$)|\S+/g) ?? []
  return lines.map((line, i) => `  ${i === 0 ? '*' : ' '} ${line.trim()}`).join('\n')
}

function debianDate(date) {
  return new Date(`${date}T00:00:00Z`).toUTCString().replace('GMT', '+0000')
}

/** The points that no version has yet. */
export function unreleasedIn(changelog) {
  return /^## Unreleased\n([^]*?)(?=^## |$(?![^]))/m.exec(changelog)?.[1]?.trim() ?? ''
}

/** CHANGELOG.md with what is unreleased under a version and its date; throws when there is nothing. */
export function stamped(changelog, version, date) {
  if (unreleasedIn(changelog) === '') throw new Error('CHANGELOG.md has nothing under "## Unreleased"')
  return changelog.replace('## Unreleased\n', `## Unreleased\n\n## ${version} (${date})\n`)
}
