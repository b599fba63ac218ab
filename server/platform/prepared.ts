// Statements that are asked for again and again are prepared: to parse and plan a short one behind the row-level security
// costs more than to answer it. PostgreSQL goes on planning anew where a plan for all values would be worse (plan_cache_mode auto).

/** A connection prepares what it is asked; a plan takes about 100 kB on each. */
const most = 200
const oftenEnough = 8

/** For one pool of connections: the name of a statement once it has been asked for often; undefined: as it comes. */
export function preparedNames(): (text: string) => string | undefined {
  const counted = new Map<string, number>(), names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known || names.size >= most) return known
    const times = (counted.get(text) ?? 0) + 1
    // Texts that differ each time (filters put together) are forgotten again.
    if (counted.size > 4 * most) counted.clear()
    counted.set(text, times)
    if (times < oftenEnough || namesNoColumns(text)) return undefined
    counted.delete(text)
    names.set(text, `often_${names.size}`)
    return names.get(text)
  }
}

/** `returning *`: what it answers changes with the table, and a migration runs beside older processes. What is made in the statement itself does not. */
const namesNoColumns = (text: string): boolean => /(?:\b(?:select|returning)\s+|\.)\*(?!\s*from\s+(?:unnest|jsonb_to_recordset|\())/i.test(text)

/** The table was changed since: the connection has to be given up, a new one plans anew. */
export const planIsOld = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: string }).code === '0A000' && error.message.includes('cached plan')
