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

/** The sandbox's process: `fresh` gives a new account and how to reach it, `trace` what was asked of it, `attached` waits for a backend node. */
export async function startBackend(folder) {
  const child = fork(await bundled('serve', folder), { execArgv: ['--expose-gc'] })
  let attached = null
  child.on('message', (message) => message === 'attached' && attached?.())
  const ask = async (message) => {
    child.send(message)
    for (;;) {
      const [answer] = await once(child, 'message')
      if (answer !== 'attached') return answer
    }
  }
  return {
    fresh: async (backends, latency = 0) => {
      const { url, token } = await ask({ backends, latency })
      return { LINODE_URL: url, LINODE_TOKEN: token }
    },
    trace: async () => await ask('log'),
    /** When the next backend node is added. */
    attached: async () => await new Promise((resolve) => (attached = resolve)),
    stop: () => child.disconnect(),
  }
}
