import type { Settings } from './settings.ts'

/** Which profile made a file, and how to make it again. */
export function madeBy({ name, nodeBalancer, profile }: Settings): string {
  return `Made for the fleet ${name} behind NodeBalancer ${nodeBalancer} by: linode-autoscale monitoring -p ${profile}`
}

/** The head of a generated file, as comments. */
export function fileHead(settings: Settings, what: string): string {
  return `# ${what}\n# ${madeBy(settings)}\n# Change the profile and make it again, rather than this file.\n`
}
