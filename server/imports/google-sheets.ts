// A public Google Sheet, by any of its links, as the CSV that Google makes of one of its tabs.
import { Readable } from 'node:stream'
import { refuse, type Refusal } from '#platform/refuse'
import type { Fetched, FetchTrouble } from '#platform/safe-fetch'
import type { World } from '#platform/world'
import { receiveFile } from './receiving.ts'

export async function receiveSheet(world: World, id: string, link: string): Promise<void> {
  const place = placeOf(link)
  if ('problem' in place) throw refuse('not_a_sheet', place.problem, { field: 'url' })
  const answer = await world.fetch.get(`${world.config.GOOGLE_DOCS_URL.replace(/\/+$/, '')}${place.path}`, { file: true, binary: true, accept: ['text/', 'application/'] })
  const problem = problemIn(answer)
  if (problem) throw problem
  if (answer.ok) await receiveFile(world, id, nameIn(answer.headers['content-disposition']), Readable.from([answer.bytes!]))
}

/** The path of the CSV behind a link, or why it is no link to a sheet. */
export function placeOf(link: string): { path: string } | { problem: string } {
  const url = URL.parse(/^[a-z]+:\/\//i.test(link) ? link : `https://${link}`)
  if (!url) return { problem: 'This is not a web address. Copy the address of the sheet from your browser.' }
  const host = url.hostname.toLowerCase()
  if (host === 'drive.google.com') return { problem: 'This is a link to Google Drive. Open the sheet and copy the address it has then; it begins with docs.google.com/spreadsheets.' }
  if (host !== 'docs.google.com' && host !== 'sheets.google.com' && host !== 'spreadsheets.google.com') return { problem: `This is an address of ${host}, not a Google Sheet. The address of a sheet begins with docs.google.com/spreadsheets.` }
  if (/^\/(?:a\/[^/]+\/)?(?:document|presentation|forms|drawings)\//.test(url.pathname)) return { problem: 'This is a Google document, form or presentation, not a sheet.' }
  // The tab: behind the # or in the query; without either the first one.
  const gid = /(?:^|[#&?])gid=(\d{1,20})/.exec(url.hash)?.[1] ?? /^\d{1,20}$/.exec(url.searchParams.get('gid') ?? '')?.[0]
  const published = /^\/(?:a\/[^/]+\/)?spreadsheets\/(?:u\/\d+\/)?d\/e\/([\w-]{10,200})(?:\/|$)/.exec(url.pathname)
  if (published) return { path: `/spreadsheets/d/e/${published[1]}/pub?output=csv&single=true${gid ? `&gid=${gid}` : ''}` }
  const shared = /^\/(?:a\/[^/]+\/)?spreadsheets\/(?:u\/\d+\/)?d\/([\w-]{10,200})(?:\/|$)/.exec(url.pathname)?.[1] ?? /^[\w-]{10,200}$/.exec(url.searchParams.get('key') ?? '')?.[0]
  if (shared) return { path: `/spreadsheets/d/${shared}/export?format=csv${gid ? `&gid=${gid}` : ''}` }
  return { problem: 'This address does not name a sheet. Open the sheet and copy its whole address; it looks like docs.google.com/spreadsheets/d/…/edit.' }
}

const share = 'In Google Sheets choose Share, then “Anyone with the link”, and try again.'

export function problemIn(answer: Fetched): Refusal | undefined {
  const no = (code: string, sentence: string, status = 422) => refuse(code, sentence, { field: 'url', status })
  if (!answer.ok) return no(answer.reason === 'too_large' ? 'sheet_too_large' : 'sheet_unreachable', troubles[answer.reason] ?? `The sheet could not be read: ${answer.sentence}`, answer.reason === 'too_large' ? 422 : 502)
  const type = answer.contentType.toLowerCase()
  // Who may not see it is sent to sign in.
  if (answer.status === 401 || answer.status === 403 || /(^|\.)accounts\.google\.com$|\/(?:ServiceLogin|signin)\b/.test(hostAndPath(answer.url))) return no('sheet_private', `This sheet is private. ${share}`)
  if (answer.status === 404 || answer.status === 410) return no('sheet_not_found', 'Google knows no sheet at this address. It may have been deleted, or a part of the link is missing.')
  if (answer.status === 400) return no('sheet_not_found', 'The sheet has no such tab. Open the tab in your browser and copy the address again.')
  if (answer.status === 429 || answer.status >= 500) return no('sheet_unreachable', `Google Sheets does not answer properly at the moment (${answer.status}). Try again in a few minutes.`, 502)
  if (answer.status >= 300) return no('sheet_unreachable', `Google Sheets answered with ${answer.status}.`, 502)
  if (!type.startsWith('text/csv')) return type.startsWith('text/html') ? no('sheet_private', `This sheet cannot be read without signing in. ${share}`) : no('not_a_sheet', 'What is at this address is not a table of cells.')
  return undefined
}

const troubles: Partial<Record<FetchTrouble, string>> = {
  not_found: 'The name docs.google.com could not be resolved. Is this server connected to the internet?',
  timeout: 'Google Sheets did not answer in time. Try again, or download the sheet as CSV and choose that file.',
  unreachable: 'Google Sheets could not be reached from this server. Try again, or download the sheet as CSV and choose that file.',
  tls: 'The connection to Google Sheets is not safe (its certificate is not valid from here), so nothing was read.',
  too_large: 'This sheet is larger than 50 MB. Download it as CSV and choose that file; a CSV may be of any size.',
}

const hostAndPath = (url: string): string => { const at = URL.parse(url); return at ? `${at.hostname}${at.pathname}` : '' }

/** Google says `attachment; filename="LeadsSheet1.csv"; filename*=UTF-8''Leads%20-%20Sheet1.csv`. */
function nameIn(disposition: string | undefined): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  try { if (encoded) return decodeURIComponent(encoded) } catch { /* the plain name */ }
  return /filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? 'Google Sheet.csv'
}
