import { expect, test } from 'vitest'
import { World } from '../../support/world.ts'

test('check tells who was made from another spec, and of whom nobody knows', async () => {
  const world = new World()
  await world.run('scale-out')
  expect((await world.run('check')).out).toMatch(/drift .*nobody knows of web-1, web-2, web-3: made before/)
  world.profile((text) => text.replace('linode/debian12', 'linode/debian13'))
  expect((await world.run('check')).out).toMatch(
    /warning +drift +web-1, web-2, web-3, web-4: made from another spec/,
  )
})
