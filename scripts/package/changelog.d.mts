/** A version of CHANGELOG.md. */
export interface Release {
  readonly version: string
  readonly date: string
  readonly text: string
}

export function releasesIn(changelog: string): readonly Release[]
export function notesOf(changelog: string, version: string): Release
export function unreleasedIn(changelog: string): string
export function stamped(changelog: string, version: string, date: string): string
export function debianChangelog(
  changelog: string,
  package_: { readonly name: string; readonly maintainer: string },
): string
