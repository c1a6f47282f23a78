import type { Files } from '../../../src/profile/files.ts'

/** Files that exist only here, by path; `denied` exist and cannot be read. */
export function madeFiles(
  texts: Readonly<Record<string, string>>,
  { mode = 0o600, denied = [] }: { readonly mode?: number; readonly denied?: readonly string[] } = {},
): Files {
  const at = (path: string): string | null => {
    if (denied.includes(path)) throw new Error(`EACCES: permission denied, open '${path}'`)
    return Object.hasOwn(texts, path) ? (texts[path] ?? null) : null
  }
  return {
    read: at,
    mode: (path) => (at(path) === null ? null : mode),
    bytes: (path) => {
      const text = at(path)
      return text === null ? null : Buffer.from(text)
    },
  }
}
