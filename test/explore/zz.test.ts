import { test } from 'vitest'
import { appendFileSync, writeFileSync } from 'node:fs'
import { exploreWorld } from '../support/model/explore-world.ts'
import { worlds } from '../support/explore/worlds.ts'
test('survey', async () => {
  const N = Number(process.env['N'] ?? 200)
  writeFileSync('/tmp/create/survey.txt', '')
  for (const [name, mix] of worlds) {
    if (process.env['MIX'] && !name.includes(process.env['MIX'])) continue
    const kinds = new Map<string, number[]>()
    for (let seed = 1; seed <= N; seed++) {
      let r
      try {
        r = await exploreWorld(mix, seed)
      } catch (e) {
        r = { faults: ['THROWN ' + String(e)], trace: [] }
      }
      for (const f of r.faults) {
        const k = f
          .replace(/web-\d+(-debug)?/g, 'web-N')
          .replace(/db-\d+/g, 'db')
          .replace(/run -?\d+/, 'run')
          .replace(/\d+\.\d+\.\d+\.\d+/g, 'IP')
          .replace(/-\d+x/g, '')
        kinds.set(k, [...(kinds.get(k) ?? []), seed])
      }
    }
    appendFileSync(
      '/tmp/create/survey.txt',
      `## ${name}\n` +
        [...kinds]
          .sort((a, b) => b[1].length - a[1].length)
          .map(([k, s]) => `${s.length}x ${k}   seeds ${s.slice(0, 4)}`)
          .join('\n') +
        '\n',
    )
  }
}, 3_000_000)
