/** The files of the chain, in the order in which load goes through them. */
export const CHAIN_FILES = ['prometheus', 'rules', 'alertmanager', 'executor'] as const

/** A file of the chain that a person names. */
export interface ChainFile {
  readonly name: (typeof CHAIN_FILES)[number]
  readonly path: string
  readonly text: string
}
