// The pages a recipient may see: the way out, and the page for a link that is not ours. No script, no cookie, nothing from
// elsewhere, a few kilobytes; light and dark with AA contrast; the style is allowed by its hash.
import { createHash } from 'node:crypto'
import { speak } from './page-words.ts'

export type PageState = 'ask' | 'done' | 'undone' | 'later'

export interface LeavingPage {
  state: PageState
  /** The workspace's name and the address; unknown when the token is not ours, and then the page says the same without them. */
  who?: string | undefined
  address?: string | undefined
  language?: string | null | undefined
  acceptLanguage?: string | undefined
}

const style = `:root{color-scheme:light dark;--back:#FAFAF9;--panel:#FFFFFF;--line:#8B877F;--text:#1C1B1A;--muted:#5F5B55;--accent:#2F5D50;--on:#FFFFFF}
@media (prefers-color-scheme:dark){:root{--back:#141413;--panel:#1C1C1A;--line:#7C7870;--text:#EDEBE7;--muted:#A8A49C;--accent:#7FC4AE;--on:#10201B}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:480px;padding:32px;border-radius:10px;background:var(--panel);border:1px solid var(--line)}
h1{margin:0 0 12px;font-size:20px;line-height:1.3;overflow-wrap:anywhere}p{margin:0 0 20px;color:var(--muted)}form{margin:0}
button{font:inherit;font-weight:600;min-height:44px;padding:8px 20px;border-radius:8px;border:1px solid var(--accent);background:var(--accent);color:var(--on);cursor:pointer}
button.quiet{background:transparent;color:var(--accent);font-weight:400}
button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}`

const styleHash = createHash('sha256').update(style).digest('base64')

/** These pages may run nothing and load nothing; a form may only be sent back to where it came from. */
export const pageHeaders: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
}

export function leavingPage({ state, who, address, language, acceptLanguage }: LeavingPage): string {
  const { lang, words } = speak(language, acceptLanguage)
  const fill = (sentence: string) => sentence.replace('{who}', who ?? words.sender).replace('{address}', address ? mask(address) : '…')
  const said = {
    ask: { heading: who ? fill(words.ask) : words.askUnknown, note: words.note, button: form('stop', words.button, '') },
    done: { heading: fill(words.done), note: words.doneNote, button: form('undo', words.undo, 'quiet') },
    undone: { heading: who ? fill(words.undone) : words.undone.replace(/\. .*/, '.'), note: words.undoneNote, button: form('stop', words.button, 'quiet') },
    later: { heading: words.later, note: words.laterNote, button: form('stop', words.button, '') },
  }[state]
  return page(lang, words.title, `<h1>${escape(said.heading)}</h1><p>${escape(said.note)}</p>${said.button}`)
}

export function nowherePage(acceptLanguage?: string): string {
  const { lang, words } = speak(null, acceptLanguage)
  return page(lang, words.gone, `<h1>${escape(words.gone)}</h1><p>${escape(words.goneNote)}</p>`)
}

/** anna.berg@firma.de → a•••@firma.de */
export function mask(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '•••' : `${[...address][0]}•••${address.slice(at)}`
}

const form = (act: 'stop' | 'undo', label: string, look: string) =>
  `<form method="post"><input type="hidden" name="act" value="${act}"><button type="submit"${look && ` class="${look}"`}>${escape(label)}</button></form>`

const page = (lang: string, title: string, main: string) =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title)}</title><style>${style}</style></head><body><main>${main}</main></body></html>`

const escape = (plain: string) => plain.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;')
