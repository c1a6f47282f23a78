import type { Settings } from './settings.ts'

/** Which profiles made a file, and how to make it again. */
export function madeBy(...fleets: readonly Settings[]): string {
  const each = fleets.map(({ name, nodeBalancer }) => `the fleet ${name} behind NodeBalancer ${nodeBalancer}`)
  const profiles = fleets.map(({ profile }) => `-p ${profile}`)
  return `Made for ${each.join(', ')} by: linode-autoscale monitoring ${profiles.join(' ')}`
}

/** The head of a generated file, as comments. */
export function fileHead(what: string, ...fleets: readonly Settings[]): string {
  return `# ${what}\n# ${madeBy(...fleets)}\n# Change the profile and make it again, rather than this file.\n`
}
