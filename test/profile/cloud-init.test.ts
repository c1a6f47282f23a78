import { describe, expect, test } from 'vitest'
import { whyNotForCloudInit } from '../../src/profile/cloud-init.ts'

const BOM = '\u00EF\u00BB\u00BF'
const wide = (text: string): string => Buffer.from(text, 'utf16le').toString('latin1')

describe('user data that cloud-init runs', () => {
  test.each([
    '#cloud-config\npackages: [nginx]\n',
    '#cloud-config\r\n'.replace('\r', ''),
    '#cloud-config-archive\n- x\n',
    '\n#cloud-config\n{}\n',
    '#!/bin/bash\ntrue\n',
    '#!/bin/bash\nprintf "a\r\n"\n',
    '#include\nhttps://example.org/init\n',
    '#cloud-boothook\n#!/bin/sh\n',
    '## template: jinja\n#cloud-config\n',
    'Content-Type: multipart/mixed; boundary="x"\r\nMIME-Version: 1.0\r\n\r\n--x--\r\n',
    '\u001F\u008B\u0008 compressed',
  ])('%j', (text) => {
    expect(whyNotForCloudInit(text)).toEqual([])
  })
})

describe('user data that it passes over in silence', () => {
  test.each([
    ['a byte order mark', `${BOM}#cloud-config\n`, [/^begins with a byte order mark/]],
    ['CR at the end of the first line', '#!/bin/bash\r\ntrue\r\n', [/^has line ends of Windows/]],
    ['CR in a cloud-config', '#cloud-config\r\n{}\r\n', [/^has line ends of Windows/]],
    ['no header', 'packages: [nginx]\n', [/^begins with nothing that cloud-init knows/]],
    ['a blank in its header', '# cloud-config\n', [/^begins with nothing that cloud-init knows/]],
    ['MIME without its version', 'Content-Type: text/cloud-config\n\n', [/^begins with nothing/]],
    ['UTF-16', wide('\uFEFF#cloud-config\n'), [/^is in UTF-16/]],
    ['UTF-16 without a mark', wide('#cloud-config\n'), [/^is in UTF-16/]],
    ['a blank line before its program', '\n#!/bin/sh\n', [/^has something before its #!/]],
    [
      'three of them',
      `${BOM}packages: [nginx]\r\n`,
      [/^begins with a byte/, /^has line ends/, /^begins with nothing/],
    ],
  ])('for %s', (_rule, text, why) => {
    expect(whyNotForCloudInit(text)).toEqual(why.map((each) => expect.stringMatching(each)))
  })
})
