// The hosted page of a form: no script, no cookie, nothing from elsewhere, light and dark with AA contrast.
import { createHash } from 'node:crypto'
import type { Form } from './form.ts'
import { trapField } from './taking.ts'

const style = `:root{color-scheme:light dark;--back:#FAFAF9;--panel:#FFFFFF;--line:#8B877F;--text:#1C1B1A;--muted:#5F5B55;--accent:#2F5D50;--on:#FFFFFF;--bad:#A3281B}
@media (prefers-color-scheme:dark){:root{--back:#141413;--panel:#1C1C1A;--line:#7C7870;--text:#EDEBE7;--muted:#A8A49C;--accent:#7FC4AE;--on:#10201B;--bad:#FF9C8F}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:520px;padding:32px;border-radius:10px;background:var(--panel);border:1px solid var(--line)}
h1{margin:0 0 12px;font-size:22px;line-height:1.3;overflow-wrap:anywhere}p{margin:0 0 20px;color:var(--muted);white-space:pre-line}form{margin:0;display:grid;gap:16px}
label{display:grid;gap:6px;font-weight:600}label small{font-weight:400;color:var(--muted)}
input,textarea{font:inherit;width:100%;min-height:44px;padding:8px 12px;border-radius:8px;border:1px solid var(--line);background:var(--back);color:var(--text)}
button{font:inherit;font-weight:600;min-height:44px;padding:8px 20px;border-radius:8px;border:1px solid var(--accent);background:var(--accent);color:var(--on);cursor:pointer;justify-self:start}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.wrong{color:var(--bad);font-weight:600;margin:0}.trap{position:absolute;left:-10000px;width:1px;height:1px;overflow:hidden}.consent{font-size:14px;margin:0}`

/** A form may only be handed in to where it came from; it may be shown inside other pages, for that is what it is for. */
export const formHeaders: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'`,
  'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-robots-tag': 'noindex',
}

export function formPage(form: Form, given: Record<string, unknown> = {}, wrong: string | null = null): string {
  const kinds: Record<string, string> = { phone: 'tel', firstName: 'given-name', lastName: 'family-name', fullName: 'name', companyName: 'organization', title: 'organization-title', city: 'address-level2', country: 'country-name' }
  const value = (key: string) => (typeof given[key] === 'string' ? escape(given[key] as string) : '')
  const field = (key: string, label: string, required: boolean) => key === 'notes'
    ? `<label>${escape(label)}${required ? '' : ' <small>optional</small>'}<textarea name="${escape(key)}" rows="4" maxlength="1500"${required ? ' required' : ''}>${value(key)}</textarea></label>`
    : `<label>${escape(label)}${required ? '' : ' <small>optional</small>'}<input name="${escape(key)}" value="${value(key)}" maxlength="300"${key === 'phone' ? ' type="tel"' : ''}${kinds[key] ? ` autocomplete="${key === 'phone' ? 'tel' : kinds[key]}"` : ''}${required ? ' required' : ''}></label>`
  const utm = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'].filter((name) => value(name)).map((name) => `<input type="hidden" name="${name}" value="${value(name)}">`).join('')
  return whole(form.title || form.name, `<h1>${escape(form.title || form.name)}</h1>${form.intro ? `<p>${escape(form.intro)}</p>` : ''}<form method="post">${wrong ? `<p class="wrong" role="alert">${escape(wrong)}</p>` : ''}
<label>E-mail<input name="email" type="email" autocomplete="email" required maxlength="320" value="${value('email')}"></label>
${form.fields.map((f) => field(f.key, f.label, f.required)).join('\n')}
<div class="trap" aria-hidden="true"><label>Leave this empty<input name="${trapField}" tabindex="-1" autocomplete="off"></label></div>${utm}
${form.consent ? `<p class="consent">${escape(form.consent)}</p>` : ''}<button type="submit">Send</button></form>`)
}

export const thanksPage = (form: Form): string => whole(form.title || form.name, `<h1>Thank you</h1><p>${escape(form.thanks || 'It has arrived. You will hear from us.')}</p>`)
export const goneFormPage = (): string => whole('Not here', '<h1>This form is not here any more</h1><p>Whoever sent you this link can give you another one.</p>')
export const busyPage = (seconds: number): string => whole('One moment', `<h1>One moment, please</h1><p>That was a lot at once. Try again in ${seconds} seconds.</p>`)

const whole = (title: string, main: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title)}</title><style>${style}</style></head><body><main>${main}</main></body></html>`
const escape = (plain: string) => plain.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;')
