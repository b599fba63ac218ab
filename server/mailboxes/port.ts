// The port: what the rooms above ask of a mailbox, whatever kind it is. SMTP with IMAP is one kind (imap-route.ts); others plug in.

/** Ready to connect: the address is vetted and looked up just now, so use it at once and do not resolve the host again. */
export interface SmtpSettings {
  /** The name for the certificate */
  host: string
  address: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user: string
  password: string
}

/** The world failing, as a value. `sentence`: what happened; `why` and `mend` as far as can be told; `answer`: the server's words. */
export interface Trouble {
  ok: false
  reason: 'login' | 'host' | 'unreachable' | 'timeout' | 'tls' | 'protocol' | 'gone' | 'stopped'
  sentence: string
  why: string | null
  mend: string | null
  answer: string | null
}

export interface SentQuery {
  /** Message-IDs without brackets, ours first */
  messageId: string
  sendId?: string | null
  to?: string
  subject?: string
  /** When it was handed over: copies more than ten minutes away are others */
  around?: Date
}

/** 'all': one folder that holds every mail (Gmail's All Mail). Drafts are never read. */
export type FolderRole = 'inbox' | 'sent' | 'junk' | 'archive' | 'all' | 'trash' | 'other'

export interface FolderState {
  role: FolderRole
  path: string
  /** As the server tells it while listing, without opening the folder; left out where it does not. */
  uidValidity?: number
  uidNext?: number
}

/** A mail as the server lists it, for comparing. */
export interface ListedMail {
  uid: number
  /** Without brackets; null when the mail has none */
  messageId: string | null
  receivedAt: Date
}

export interface FetchedMail {
  uid: number
  /** Bytes on the server */
  size: number
  /** When the server got it */
  receivedAt: Date
  /** The raw mail, or its headers and text only when it is too large to fetch */
  raw: Buffer
  /** What was left out, in a sentence */
  problem: string | null
}

/** An open letterbox. Valid inside `read` only. */
export interface Letterbox {
  folders(): Promise<FolderState[]>
  /** Fresh state of a folder; asks the server, never a memory. */
  state(path: string): Promise<{ uidValidity: number; uidNext: number }>
  /** Mails with uid ≥ fromUid in ascending order, at most `most`. */
  fetch(path: string, fromUid: number, most: number): AsyncIterable<FetchedMail>
  /** Just these, those that are gone left out. */
  fetchThese(path: string, uids: readonly number[]): AsyncIterable<FetchedMail>
  /** The bytes of one mail, however large up to `most`; undefined when it is gone. */
  whole(path: string, uid: number, most: number): Promise<Buffer | 'too_large' | undefined>
  /** All mails the server received since then, in ascending order, at most the newest `most`. Asked afresh. */
  list(path: string, since: Date, most: number): Promise<ListedMail[]>
}

export interface MailRoute {
  readonly kind: string
  smtp(): Promise<{ ok: true; settings: SmtpSettings } | Trouble>
  /**
   * Is a copy of this mail in Sent? 'absent' is said only after the server was asked afresh; 'unknown' when it could not be asked.
   * Whether absence proves anything is for the caller to judge by `keepsSent` of the mailbox.
   */
  findSent(query: SentQuery): Promise<'found' | 'absent' | 'unknown'>
  /** Puts a copy into Sent unless one is there. */
  appendSent(raw: Buffer, query: SentQuery): Promise<'appended' | 'there' | 'unknown'>
  /**
   * Keeps one connection open and calls `heard` whenever something changes in the inbox, until `signal` or until the connection
   * ends; answers why it ended. Missing where a kind can only be asked.
   */
  watch?(heard: () => void, options: { signal: AbortSignal; aliveEveryMs: number; opened?: () => void }): Promise<Trouble>
  /** Opens the letterbox, runs `fn`, closes it. Errors of the connection come back as values; errors of `fn` itself rise. */
  read<T>(fn: (box: Letterbox) => Promise<T>, options?: { signal?: AbortSignal; timeoutMs?: number }): Promise<{ ok: true; value: T } | Trouble>
}
