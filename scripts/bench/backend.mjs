import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const here = import.meta.dirname

/** Bundles a TypeScript file beside this one, because Node 20 does not run it as it is. */
export async function bundled(name, folder) {
  const file = join(folder, `${name}.mjs`)
  const bundle = await rolldown({
    input: join(here, `${name}.ts`),
    platform: 'node',
    checks: { pluginTimings: false },
  })
  await bundle.write({ file, format: 'esm' })
  await bundle.close()
  return file
}

/** The sandbox's process: `fresh` gives a new account and how to reach it, `trace` what was asked of it. */
export async function startBackend(folder) {
  const child = fork(await bundled('serve', folder))
  const ask = async (message) => {
    child.send(message)
    const [answer] = await once(child, 'message')
    return answer
  }
  return {
    fresh: async (backends, latency = 0) => {
      const { url, token } = await ask({ backends, latency })
      return { LINODE_URL: url, LINODE_TOKEN: token }
    },
    trace: async () => await ask('log'),
    stop: () => child.disconnect(),
  }
}
