import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** What was packed, as it is unpacked; ends with the error of whichever fails. */
export function gunzip(packed: Readable): Readable {
  // The error reaches whoever reads.
  return pipeline(packed, createGunzip(), () => undefined)
}
