// Sites that live inside the process (practice companies): asked before the network, so that nothing needs to open the wall to loopback.
import type { Fetched } from '#platform/safe-fetch'

export type LocalSite = (url: URL) => { status: number; contentType: string; body: string } | undefined

const offered: LocalSite[] = []

/** Answers a function that takes the offer back. */
export function offerLocalSites(site: LocalSite): () => void {
  offered.push(site)
  return () => { const at = offered.indexOf(site); if (at >= 0) offered.splice(at, 1) }
}

export function localPage(address: string): Fetched | undefined {
  const url = URL.parse(address)
  if (!url) return undefined
  for (const site of offered) {
    const page = site(url)
    if (page) return { ok: true, url: url.href, status: page.status, contentType: page.contentType, text: page.body, headers: {} }
  }
  return undefined
}
