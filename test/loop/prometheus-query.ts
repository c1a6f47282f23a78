interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

/** The samples of an instant query; none when Prometheus does not answer. */
export async function query(prometheus: string, expression: string): Promise<readonly Sample[]> {
  const url = `${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`
  const response = await fetch(url).catch(() => null)
  if (response?.ok !== true) return []
  const { data }: { data: { result: readonly Sample[] } } = JSON.parse(await response.text())
  return data.result
}

/** The value of an expression that has one; null without. */
export async function valueOf(prometheus: string, expression: string): Promise<number | null> {
  const [sample] = await query(prometheus, expression)
  const value = Number(sample?.value[1] ?? Number.NaN)
  return Number.isFinite(value) ? value : null
}
