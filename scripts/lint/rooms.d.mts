/** A line of the order: a room, the rooms and the packages it may import. */
export interface Room {
  readonly room: string
  readonly sees: readonly string[]
  readonly packages: readonly string[]
}

export declare const ROOMS: readonly Room[]
export declare function roomOf(file: string): Room | undefined
export declare function crookedLines(rooms?: readonly Room[]): readonly string[]
