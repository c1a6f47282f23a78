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
    '#Cloud-Config\nhostname: ${MEMBER_LABEL}\nruncmd: [[echo, ${FLEET_NAME}]]\n',
    '#cloud-config\n# nothing yet\n',
    '#cloud-config\nwrite_files: []\nwrite_files: []\n',
    '#! /usr/bin/env bash\ntrue\n',
    '#cloud-config\nmotd: a\u00C3\u00B1o\n',
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
      'a mistake in its YAML',
      '#cloud-config\npackages: [nginx\n',
      [/^is no YAML, as a #cloud-config has to be: \S/],
    ],
    ['a tab in its YAML', '#cloud-config\na:\n\t- b\n', [/^is no YAML/]],
    ['a list for a #cloud-config', '#cloud-config\n- nginx\n', [/^is no mapping of keys/]],
    ['a text for a #cloud-config', '#cloud-config\nnginx\n', [/^is no mapping of keys/]],
    ['CR alone at the end of its lines', '#!/bin/sh\rtrue\r', [/^has line ends of an old Macintosh/]],
    ['a program that is found only from somewhere', '#!bash\ntrue\n', [/^has no absolute path after its #!/]],
    ['a NUL in a script', '#!/bin/sh\necho \0\n', [/^holds bytes that are no text/]],
    ['bytes of another encoding', '#cloud-config\nmotd: a\u00F1o\n', [/^holds bytes that are no text/]],
    [
      'three of them',
      `${BOM}packages: [nginx]\r\n`,
      [/^begins with a byte/, /^has line ends/, /^begins with nothing/],
    ],
  ])('for %s', (_rule, text, why) => {
    expect(whyNotForCloudInit(text)).toEqual(why.map((each) => expect.stringMatching(each)))
  })
})
