/** A moment as the API writes it: UTC without a zone, such as `2018-01-02T03:04:05`. */
export function apiTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19)
}
