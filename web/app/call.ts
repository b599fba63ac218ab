// The typed client of the contract: reading with useCall and usePages, writing with useSend.
// An endpoint is named by its value (`listLeads`), never by its path; input and answer are typed from it.
import type { Endpoint, Input, Output, Page, Problem } from '#contract/contract'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'

type AllOptional<T> = { [K in keyof T]: object extends T[K] ? K : never }[keyof T]
/** The input of an endpoint, where a part that may be empty may be left out. */
export type Ask<E> = Omit<Input<E>, AllOptional<Input<E>>> & Partial<Pick<Input<E>, AllOptional<Input<E>>>>
type Given<E> = object extends Ask<E> ? [input?: Ask<E>] : [input: Ask<E>]

/** What went wrong, as the server said it, or why it could not be asked. `status` 0: no answer at all. */
export class CallError extends Error {
  override readonly name = 'CallError'
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  readonly details: unknown
  readonly requestId: string | undefined

  constructor(status: number, code: string, message: string, more: { field?: string; details?: unknown; requestId?: string } = {}) {
    super(message)
    this.status = status
    this.code = code
    this.field = more.field
    this.details = more.details
    this.requestId = more.requestId
  }
}

interface Parts { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown }

/** Where an endpoint lives, for a link, a download or an event stream. Empty values stay out of the query. */
export function urlOf<E extends Endpoint>(endpoint: E, ...[input]: Given<E>): string {
  const { params = {}, query = {} } = (input ?? {}) as Parts
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue
    search.set(name, Array.isArray(value) ? value.join(',') : typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  const asked = search.toString()
  return `${endpoint.root ? '' : '/api/v1'}${path}${asked ? `?${asked}` : ''}`
}

/** One request. `key`: the Idempotency-Key, so that asking again cannot do it twice. */
export async function call<E extends Endpoint>(endpoint: E, input: Ask<E>, more: { signal?: AbortSignal; key?: string } = {}): Promise<Output<E>> {
  const { body } = input as Parts
  const sendsBody = endpoint.body !== undefined
  const headers: Record<string, string> = { accept: 'application/json' }
  if (sendsBody) headers['content-type'] = 'application/json'
  if (more.key) headers['idempotency-key'] = more.key
  let answer: Response
  try {
    answer = await fetch(urlOf(endpoint, ...([input] as unknown as Given<E>)), {
      method: endpoint.method, headers, credentials: 'same-origin', ...(more.signal && { signal: more.signal }), ...(sendsBody && { body: JSON.stringify(body ?? {}) }),
    })
  } catch (error) {
    if (more.signal?.aborted) throw error
    throw new CallError(0, 'no_answer', 'Overture does not answer. Is the server running, and are you online?')
  }
  const text = await answer.text()
  const read: unknown = text ? tryJson(text) : undefined
  if (answer.ok) return read as Output<E>
  throw problemOf(answer.status, read)
}

export function problemOf(status: number, read: unknown): CallError {
  const said = (read as Partial<Problem> | undefined)?.error
  if (said) return new CallError(status, said.code, said.message, said)
  if (status === 413) return new CallError(status, 'too_large', 'That is larger than the server takes.')
  return new CallError(status, 'unreadable', `The server answered in a way Overture does not understand (${status}).`)
}

const tryJson = (text: string): unknown => { try { return JSON.parse(text) } catch { return undefined } }

/** A fresh key. Not randomUUID: browsers keep that from plain http. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, '0')).join('')

const keyOf = (endpoint: Endpoint, input: unknown) => {
  const { params = {}, query = {} } = (input ?? {}) as Parts
  return [endpoint.path, params, query] as const
}

interface Reading { enabled?: boolean; /** Refetch every so many milliseconds. */ every?: number; /** Show the last answer while a changed question is asked. */ keep?: boolean; staleMs?: number }

/** Read with a GET. The answer is shared by everyone who asks the same and refetched when its topic changes (live.ts). */
export function useCall<E extends Endpoint>(endpoint: E, input?: Ask<E>, { enabled, every, keep = true, staleMs }: Reading = {}) {
  return useQuery<Output<E>, CallError>({
    queryKey: keyOf(endpoint, input),
    queryFn: ({ signal }) => call(endpoint, input ?? ({} as Ask<E>), { signal }),
    ...(enabled !== undefined && { enabled }),
    ...(every !== undefined && { refetchInterval: every }),
    ...(staleMs !== undefined && { staleTime: staleMs }),
    ...(keep && { placeholderData: keepPreviousData }),
  })
}

/** Read ahead of time what will be asked for next; what is young enough is not read again. */
export const prefetch = <E extends Endpoint>(queries: QueryClient, endpoint: E, input: Ask<E>): Promise<void> =>
  queries.prefetchQuery({ queryKey: keyOf(endpoint, input), queryFn: ({ signal }) => call(endpoint, input, { signal }) })

/** What was read already, without asking. */
export const known = <E extends Endpoint>(queries: QueryClient, endpoint: E, input: Ask<E>): Output<E> | undefined => queries.getQueryData(keyOf(endpoint, input))

type ItemOf<E> = Output<E> extends Page<infer T> ? T : never

/** Read a list page by page; hand `more` to DataTable's onEnd. `items` is everything loaded so far. */
export function usePages<E extends Endpoint>(endpoint: E, input?: Ask<E>, { enabled }: { enabled?: boolean } = {}) {
  const list = useInfiniteQuery({
    queryKey: [...keyOf(endpoint, input), 'pages'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) => {
      const { query, ...rest } = (input ?? {}) as Parts
      return call(endpoint, { ...rest, query: { ...query, ...(pageParam && { cursor: pageParam }) } } as unknown as Ask<E>, { signal }) as Promise<Page<ItemOf<E>>>
    },
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    ...(enabled !== undefined && { enabled }),
  })
  const pages = list.data?.pages
  const items = useMemo(() => pages?.flatMap((p) => p.items) ?? [], [pages])
  const first = pages?.[0]
  return {
    items,
    total: first?.total,
    totalIsCapped: first?.totalIsCapped ?? false,
    isPending: list.isPending,
    error: list.error as CallError | null,
    refetch: list.refetch,
    hasMore: list.hasNextPage,
    more: () => void (list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()),
    isFetching: list.isFetching,
  }
}

/** Changes the rows of a list that were read already, everywhere they are shown; nothing is asked. */
export function amend<E extends Endpoint>(queries: QueryClient, endpoint: E, change: (item: ItemOf<E>) => ItemOf<E>): void {
  queries.setQueriesData<{ pages: Page<ItemOf<E>>[]; pageParams: unknown[] }>({ predicate: (q) => q.queryKey[0] === endpoint.path && q.queryKey.at(-1) === 'pages' }, (known) =>
    known && { ...known, pages: known.pages.map((p) => ({ ...p, items: p.items.map(change) })) })
}

type Touched = Endpoint | string
interface Sending<E> {
  onDone?: (answer: Output<E>, asked: Ask<E>) => void
  onError?: (error: CallError, asked: Ask<E>) => void
  /** What to read again afterwards: endpoints, or beginnings of paths such as '/leads'. */
  touches?: Touched[]
}

/**
 * Write. `send.mutate({ params, body })`, or `await send.mutateAsync(…)`. The same input sent again after a failure
 * carries the same Idempotency-Key, so that a lost answer cannot become a second effect.
 */
export function useSend<E extends Endpoint>(endpoint: E, { onDone, onError, touches = [] }: Sending<E> = {}) {
  const queries = useQueryClient()
  const open = useRef<{ input: string; key: string } | null>(null)
  return useMutation<Output<E>, CallError, Ask<E>>({
    mutationFn: (asked) => {
      const input = JSON.stringify(asked)
      if (open.current?.input !== input) open.current = { input, key: newKey() }
      return call(endpoint, asked, { key: open.current.key })
    },
    onSuccess: (answer, asked) => {
      open.current = null
      void touch(queries, ...touches)
      onDone?.(answer, asked)
    },
    onError: (error, asked) => {
      // An answer that refuses is an answer: the next try is a new request. No answer: keep the key.
      if (error instanceof CallError && error.status !== 0 && error.status < 500) open.current = null
      onError?.(error, asked)
    },
  })
}

/** Read again whatever was read from these endpoints or paths. */
export function touch(queries: QueryClient, ...touched: Touched[]) {
  const paths = touched.map((t) => (typeof t === 'string' ? t : t.path))
  if (!paths.length) return Promise.resolve()
  return queries.invalidateQueries({ predicate: (q) => { const at = String(q.queryKey[0]); return paths.some((p) => at === p || at.startsWith(p.endsWith('/') ? p : `${p}/`)) } })
}

/** Send a file as the body of a raw endpoint, with progress from 0 to 1. */
export function upload<E extends Endpoint>(endpoint: E, input: Ask<E>, file: Blob, onProgress?: (share: number) => void, signal?: AbortSignal): Promise<Output<E>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(endpoint.method, urlOf(endpoint, ...([input] as unknown as Given<E>)))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('idempotency-key', newKey())
    request.upload.onprogress = (e) => onProgress?.(e.total ? e.loaded / e.total : 0)
    request.onerror = () => reject(new CallError(0, 'no_answer', 'The connection broke while the file was on its way. Nothing was changed; try again.'))
    request.onabort = () => reject(new CallError(0, 'cancelled', 'The upload was cancelled.'))
    request.onload = () => {
      const read = tryJson(request.responseText)
      if (request.status < 300) resolve(read as Output<E>)
      else reject(problemOf(request.status, read))
    }
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
