import { WEB, World, type WorldOptions } from './world.ts'

const HOUR = 3_600_000

/** A world whose members were made by its profile, which has another image since; it knows how few ever served. */
export class DriftedWorld extends World {
  /** The fewest in service at any request since the drift. */
  fewest = Infinity
  /** The most members at any request since. */
  most = 0

  /** `n` members in service, an hour old, of an image that the profile has left. */
  static async of(n: number, options: WorldOptions = {}): Promise<DriftedWorld> {
    const world = new DriftedWorld({ ...options, profile: DriftedWorld.before(options), members: 0 })
    await world.drifted(n)
    return world
  }

  /** The profile before it was changed. */
  static before({ profile = WEB }: WorldOptions): string {
    return profile.replace('debian13', 'debian12')
  }

  /** Makes `n` members from the profile that is there, and another profile an hour later. */
  async drifted(n: number): Promise<void> {
    await this.run('scale-out', '--to', String(n), '--force')
    this.time.advance(HOUR)
    this.profile((text) => text.replace('linode/debian12', 'linode/debian13'))
    this.witness = () => this.#count()
  }

  /** Members in service, by what their backend nodes show. */
  get serving(): number {
    return this.states().filter((text) => {
      const [label = ''] = text.split(' ')
      return this.backendsOf(label).some((b) => b.status === 'UP' && b.mode === 'accept')
    }).length
  }

  /** Members by what `status` says of their drift: `web-1 drifted`. */
  async drift(): Promise<readonly string[]> {
    const { out } = await this.run('status', '--json')
    const { members } = JSON.parse(out) as { members: { label: string; drift: { state: string } }[] }
    return members.map((m) => `${m.label} ${m.drift.state}`)
  }

  /** Tags that tell whose place a member is to take. */
  get places(): readonly string[] {
    const tags = this.sandbox.byHand.instances().flatMap((i) => i.tags)
    return tags.filter((tag) => tag.startsWith('replaces:'))
  }

  /** How many instances were created in all. */
  get made(): number {
    return this.writes.filter((w) => w === 'POST /v4beta/linode/instances 200').length
  }

  #count(): void {
    this.fewest = Math.min(this.fewest, this.serving)
    this.most = Math.max(this.most, this.states().length)
  }
}
