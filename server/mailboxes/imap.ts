// IMAP over imapflow: one connection for one errand, opened, used and closed. Folder names and search words only ever reach
// the server through the library's own encoding; line breaks in them are refused before.
import { ImapFlow, type SearchObject } from 'imapflow'
import type { FetchedMail, FolderRole, FolderState, Letterbox, ListedMail, SentQuery, SmtpSettings, Trouble } from './port.ts'
import { messageIdIn } from './header-id.ts'
import { troubleOf } from './troubles.ts'

/** Mails above this are read in part: headers and text stand at the front. */
const wholeUpTo = 1_500_000
const partOf = 1_000_000
/** One FETCH carries at most so many mails and bytes. Gmail drops connections that ask for too much at once. */
const chunkMails = 50
const chunkBytes = 6_000_000

export type Opened = { ok: true; client: ImapFlow } | Trouble

export async function openImap(to: SmtpSettings, options: { timeoutMs?: number; signal?: AbortSignal | undefined; preset?: string | null; quietForMs?: number } = {}): Promise<Opened> {
  const about = { side: 'imap' as const, settings: to, preset: options.preset ?? null }
  const patience = options.timeoutMs ?? 15_000
  const client = new ImapFlow({
    host: to.address, servername: to.host, port: to.port, secure: to.security === 'tls',
    ...(to.security === 'tls' ? {} : { doSTARTTLS: to.security === 'starttls' }),
    auth: { user: to.user, pass: to.password }, logger: false, disableAutoIdle: true, clientInfo: { name: 'Overture' },
    connectionTimeout: patience, greetingTimeout: patience, socketTimeout: Math.max(patience, 30_000, options.quietForMs ?? 0),
    tls: { minVersion: 'TLSv1.2', host: to.host },
  })
  client.on('error', () => undefined)
  const stop = () => client.close()
  options.signal?.addEventListener('abort', stop, { once: true })
  try {
    if (options.signal?.aborted) throw Object.assign(new Error('timeout'), { code: 'CONNECT_TIMEOUT' })
    await client.connect()
    return { ok: true, client }
  } catch (error) {
    client.close()
    return options.signal?.aborted ? { ...troubleOf({ code: 'CONNECT_TIMEOUT' }, about) } : troubleOf(error, about)
  }
}

const names = {
  sent: /^(?:sent(?: items| mail| messages|-mail)?|gesendet(?:e (?:objekte|elemente|nachrichten))?|envoy[ée]s?|messages envoy[ée]s|éléments envoyés|enviados?|elementos enviados|correo enviado|(?:posta |elementi )?inviat[ai]|verzonden(?: items| objecten)?|skickat?|sendt(?:e elementer)?|lähetetyt|wysłane|odeslan[áé](?: pošta)?|отправленные|надіслані|送信済み(?:メール|アイテム)?|已发送(?:邮件)?|寄件備份|보낸 ?편지함)$/i,
  junk: /^(?:junk(?: e-?mail| mail)?|spam(?:verdacht)?|bulk(?: mail)?|unerwünscht|courrier indésirable|ind[ée]sirables?|correo no deseado|posta indesiderata|ongewenste (?:e-?mail|berichten)|skräppost|søppelpost|roskaposti|spamy?|nevyžádaná pošta|спам|迷惑メール|垃圾邮件|垃圾郵件|스팸(?:메일함)?)$/i,
  archive: /^(?:archives?|archiv|archivos?|archivio|archief|arkiv|arkisto|archiwum|архив|アーカイブ|归档|封存|보관함)$/i,
  trash: /^(?:trash|deleted(?: items| messages)?|bin|papierkorb|gelöschte (?:elemente|objekte|nachrichten)|corbeille|éléments supprimés|papelera|elementos eliminados|cestino|posta eliminata|prullenbak|verwijderde items|papperskorgen|borttaget|slettet(?: post)?|papirkurv|roskakori|kosz|koš|корзина|удаленные|ごみ箱|已删除(?:邮件)?|휴지통)$/i,
}

/** Every folder mails can lie in, as the server marks them, else by their usual names; the inbox first. Drafts are none. */
export async function foldersOf(client: ImapFlow): Promise<FolderState[]> {
  const list = (await client.list({ statusQuery: { uidNext: true, uidValidity: true } })).filter((f) => !f.flags?.has('\\Noselect') && !f.flags?.has('\\NonExistent'))
  const taken = new Map<string, FolderRole>()
  for (const [role, use] of Object.entries(uses) as [FolderRole, string][]) {
    const named = role in names ? list.find((f) => !f.specialUse && names[role as keyof typeof names].test(f.name)) : undefined
    const found = list.find((f) => f.specialUse === use) ?? named
    if (found && !taken.has(found.path)) taken.set(found.path, role)
  }
  const inbox = list.find((f) => f.specialUse === '\\Inbox' || f.path.toUpperCase() === 'INBOX')
  const rank = (role: FolderRole): number => ['inbox', 'junk', 'sent', 'all', 'archive', 'other', 'trash'].indexOf(role)
  return list
    .filter((f) => f.specialUse !== '\\Drafts' && (f.specialUse || !drafts.test(f.name)) && !['\\Flagged', '\\Important'].includes(f.specialUse ?? ''))
    .map((f): FolderState => ({
      role: f === inbox ? 'inbox' : (taken.get(f.path) ?? 'other'), path: f.path,
      ...(f.status?.uidValidity !== undefined && { uidValidity: Number(f.status.uidValidity) }), ...(f.status?.uidNext !== undefined && { uidNext: f.status.uidNext }),
    }))
    .sort((a, b) => rank(a.role) - rank(b.role) || a.path.localeCompare(b.path))
}

const uses = { sent: '\\Sent', junk: '\\Junk', archive: '\\Archive', all: '\\All', trash: '\\Trash' } as const
const drafts = /^(?:drafts?|entwürfe|brouillons?|borradores|bozze|concepten|utkast|kladder|luonnokset|wersje robocze|koncepty|черновики|下書き|草稿(?:箱)?|임시 ?보관함)$/i

/** INBOX, Sent and Junk alone. */
export async function specialFolders(client: ImapFlow): Promise<{ role: 'inbox' | 'sent' | 'junk'; path: string }[]> {
  const all = await foldersOf(client)
  const found = (['inbox', 'sent', 'junk'] as const).flatMap((role) => { const f = all.find((one) => one.role === role); return f ? [{ role, path: f.path }] : [] })
  return found.some((f) => f.role === 'inbox') ? found : [{ role: 'inbox', path: 'INBOX' }, ...found]
}

export function letterbox(client: ImapFlow): Letterbox {
  return {
    folders: () => foldersOf(client),
    async state(path) {
      const { uidValidity, uidNext } = await client.mailboxOpen(path, { readOnly: true })
      return { uidValidity: Number(uidValidity), uidNext }
    },
    fetch: (path, fromUid, most) => fetchFrom(client, path, fromUid, most),
    fetchThese: (path, uids) => fetchThese(client, path, uids),
    whole: (path, uid, most) => fetchWhole(client, path, uid, most),
    list: (path, since, most) => listSince(client, path, since, most),
  }
}

async function* fetchFrom(client: ImapFlow, path: string, fromUid: number, most: number): AsyncIterable<FetchedMail> {
  const open = client.mailbox
  if (!open || open.path !== path) await client.mailboxOpen(path, { readOnly: true })
  // "n:*" always names the last mail, even when its uid is below n.
  // Refused, it names none, and they are asked for by number.
  const found = (await search(client, { uid: `${fromUid}:*` })) ?? []
  const named = found.filter((uid) => uid >= fromUid).sort((a, b) => a - b)
  const uids = [...named, ...(named.length < most ? await unnamed(client, Math.max(fromUid, (named.at(-1) ?? 0) + 1)) : [])].slice(0, most)
  for (let i = 0; i < uids.length; i += chunkMails) yield* fetchChunk(client, uids.slice(i, i + chunkMails))
}

/**
 * The server has given out higher numbers than its search names. Those mails came and went, or the search is behind: asked for by
 * number, they are handed over all the same. Without this they would be passed over until the next comparison.
 */
async function unnamed(client: ImapFlow, fromUid: number): Promise<number[]> {
  const open = client.mailbox
  if (!open || open.uidNext <= fromUid) return []
  const uids: number[] = []
  for await (const { uid } of client.fetch(`${fromUid}:${open.uidNext - 1}`, { uid: true }, { uid: true })) if (uid >= fromUid) uids.push(uid)
  return uids.sort((a, b) => a - b)
}

async function* fetchThese(client: ImapFlow, path: string, uids: readonly number[]): AsyncIterable<FetchedMail> {
  await client.mailboxOpen(path, { readOnly: true })
  for (let i = 0; i < uids.length; i += chunkMails) yield* fetchChunk(client, uids.slice(i, i + chunkMails))
}

async function fetchWhole(client: ImapFlow, path: string, uid: number, most: number): Promise<Buffer | 'too_large' | undefined> {
  await client.mailboxOpen(path, { readOnly: true })
  const about = await client.fetchOne(String(uid), { uid: true, size: true }, { uid: true })
  if (!about) return undefined
  if ((about.size ?? 0) > most) return 'too_large'
  const mail = await client.fetchOne(String(uid), { uid: true, source: { start: 0, maxLength: most + 1 } }, { uid: true })
  return mail && mail.source ? (mail.source.length > most ? 'too_large' : mail.source) : undefined
}

/** SEARCH SINCE knows days only and counts them in the server's zone: asked a day wider, then cut by the exact time. */
async function listSince(client: ImapFlow, path: string, since: Date, most: number): Promise<ListedMail[]> {
  await client.mailboxOpen(path, { readOnly: true })
  await client.noop()
  const found = await search(client, { since: new Date(since.getTime() - 86_400_000) })
  // An empty list would say that nothing can be missing. As an answer of the server's it is the connection's trouble.
  if (!found) throw Object.assign(new Error('The server refused to search the folder.'), { responseStatus: 'NO' })
  const uids = found.sort((a, b) => a - b).slice(-most)
  const listed: ListedMail[] = []
  for (let i = 0; i < uids.length; i += 500)
    for await (const m of client.fetch(uids.slice(i, i + 500), { uid: true, internalDate: true, headers: ['message-id'] }, { uid: true })) {
      const receivedAt = m.internalDate ? new Date(m.internalDate) : new Date()
      if (receivedAt >= since) listed.push({ uid: m.uid, messageId: m.headers ? messageIdIn(m.headers) : null, receivedAt })
    }
  return listed.sort((a, b) => a.uid - b.uid)
}

async function* fetchChunk(client: ImapFlow, uids: number[]): AsyncIterable<FetchedMail> {
  const about = new Map<number, { size: number; receivedAt: Date }>()
  for await (const m of client.fetch(uids, { uid: true, size: true, internalDate: true }, { uid: true }))
    about.set(m.uid, { size: m.size ?? 0, receivedAt: m.internalDate ? new Date(m.internalDate) : new Date() })
  let batch: number[] = []
  let bytes = 0
  for (const uid of uids) {
    const size = about.get(uid)?.size
    if (size === undefined) continue // gone since the search
    if (batch.length && bytes + Math.min(size, partOf) > chunkBytes) {
      yield* fetchBatch(client, batch, about)
      batch = []
      bytes = 0
    }
    batch.push(uid)
    bytes += Math.min(size, partOf)
  }
  if (batch.length) yield* fetchBatch(client, batch, about)
}

async function* fetchBatch(client: ImapFlow, uids: number[], about: Map<number, { size: number; receivedAt: Date }>): AsyncIterable<FetchedMail> {
  // All of a batch is taken in before the first is handed on: no other command may run while a FETCH is open.
  const got = new Map<number, FetchedMail>()
  const large = (uid: number) => (about.get(uid)?.size ?? 0) > wholeUpTo
  for (const part of [false, true]) {
    const wanted = uids.filter((uid) => large(uid) === part)
    if (wanted.length === 0) continue
    for await (const m of client.fetch(wanted, { uid: true, source: part ? { start: 0, maxLength: partOf } : true }, { uid: true })) {
      const known = about.get(m.uid)
      if (known && m.source) got.set(m.uid, { uid: m.uid, ...known, raw: m.source, problem: part ? `The mail has ${Math.round(known.size / 1_000_000)} MB; only its first megabyte was read.` : null })
    }
  }
  for (const uid of uids) {
    const known = about.get(uid)
    const mail = got.get(uid) ?? (known && { uid, ...known, raw: Buffer.alloc(0), problem: 'The server did not hand this mail over.' })
    if (mail) yield mail
  }
}

/**
 * NOOP first: without it a server may answer from an old view (Dovecot said "none" for a mail already there). A search that the
 * server refused ("NO [LIMIT]") has found nothing and shown nothing: beside it only a find says something, never an absence.
 */
export async function searchSent(client: ImapFlow, query: SentQuery): Promise<'found' | 'absent' | 'unknown'> {
  const sent = (await specialFolders(client)).find((f) => f.role === 'sent')
  if (!sent) return 'unknown'
  await client.mailboxOpen(sent.path, { readOnly: true })
  await client.noop()
  const byId = await search(client, { header: { 'message-id': `<${plain(query.messageId)}>` } })
  if (byId?.length) return 'found'
  const bySendId = query.sendId ? await search(client, { header: { 'x-send-id': plain(query.sendId) } }) : []
  if (bySendId?.length) return 'found'
  const otherwise = byId && bySendId ? 'absent' : 'unknown'
  if (!query.to || !query.subject || !query.around) return otherwise
  const day = new Date(query.around.getTime() - 86_400_000)
  const near = await search(client, { to: plain(query.to), since: day })
  if (!near) return 'unknown'
  if (near.length === 0) return otherwise
  for await (const m of client.fetch(near.slice(-50), { uid: true, envelope: true, internalDate: true }, { uid: true })) {
    const at = m.internalDate ? new Date(m.internalDate).getTime() : 0
    if (m.envelope?.subject?.trim() === query.subject.trim() && Math.abs(at - query.around.getTime()) <= 600_000) return 'found'
  }
  return otherwise
}

/** Undefined when the server refused to search: the library answers `false` then, which must not read as "none". */
async function search(client: ImapFlow, query: SearchObject): Promise<number[] | undefined> {
  const found = await client.search(query, { uid: true })
  return Array.isArray(found) ? found : undefined
}

function plain(text: string): string {
  if (/[\r\n\0]/.test(text)) throw new Error('A search word holds a line break.')
  return text
}

/**
 * One connection that only listens. A server that has silently gone away says nothing for ever, so every `aliveEveryMs` it is asked
 * (NOOP, ten seconds); no answer ends the watch, and so does everything else that is wrong.
 */
export async function watchInbox(client: ImapFlow, heard: () => void, options: { signal: AbortSignal; aliveEveryMs: number }): Promise<string> {
  let over: (why: string) => void = () => undefined
  const ended = new Promise<string>((resolve) => { over = resolve })
  const news = () => heard()
  client.on('exists', news).on('expunge', news)
  client.on('close', () => over('The server closed the connection.'))
  options.signal.addEventListener('abort', () => over('stopped'), { once: true })
  const inbox = (await specialFolders(client)).find((f) => f.role === 'inbox')!
  await client.mailboxOpen(inbox.path, { readOnly: true })
  // What came before the door was open is heard as well.
  heard()
  const listen = () => client.idle().catch(() => over('The server ended listening.'))
  let asking = false
  const alive = setInterval(async () => {
    if (asking) return over('The server does not answer any more.')
    asking = true
    const patience = setTimeout(() => over('The server does not answer any more.'), 10_000)
    try {
      await client.noop()
      asking = false
      void listen()
    } catch {
      over('The server does not answer any more.')
    } finally {
      clearTimeout(patience)
    }
  }, options.aliveEveryMs)
  void listen()
  try {
    return await ended
  } finally {
    clearInterval(alive)
    client.close()
  }
}
