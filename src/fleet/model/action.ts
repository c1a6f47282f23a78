/** What can be asked of a fleet. */
export type Action = 'scale-out' | 'scale-in' | 'reconcile' | 'follow' | 'refresh'
