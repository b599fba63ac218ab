// Asking the DNS. "There is none" and "nobody answered" are different answers: only the first says something about a domain.
import { Resolver } from 'node:dns/promises'

export type Answer<T> = { ok: true; records: T[] } | { ok: false; why: 'none' | 'unreachable' }
export interface Names {
  txt(name: string): Promise<Answer<string>>
  mx(name: string): Promise<Answer<string>>
  addresses(name: string): Promise<Answer<string>>
}

/** `servers`: 'address' or 'address:port'; empty: those of the machine. */
export function askDns(servers: readonly string[]): Names {
  const resolver = new Resolver({ timeout: 2500, tries: 2 })
  if (servers.length) resolver.setServers([...servers])
  const ask = async <T>(question: () => Promise<T[]>): Promise<Answer<T>> => {
    try {
      const records = await question()
      return records.length ? { ok: true, records } : { ok: false, why: 'none' }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? ''
      return { ok: false, why: ['ENOTFOUND', 'ENODATA', 'EBADNAME'].includes(code) ? 'none' : 'unreachable' }
    }
  }
  return {
    txt: (name) => ask(async () => (await resolver.resolveTxt(name)).map((parts) => parts.join(''))),
    mx: (name) => ask(async () => (await resolver.resolveMx(name)).toSorted((a, b) => a.priority - b.priority).map((m) => m.exchange)),
    addresses: (name) => ask(() => resolver.resolve4(name)),
  }
}
