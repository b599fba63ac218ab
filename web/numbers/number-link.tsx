// A number that opens the rows it counts. Put <RowsPanel /> once on the page.
import type { Counted, RowsFilter } from '#contract/analytics'
import { rowsBehind } from '#contract/analytics'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { usePages } from '../app/call.ts'
import { SidePanel } from '../ui/side-panel.tsx'
import { Bone, EmptyState, ErrorState, Late } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted, formatNumber, When } from '../ui/values.tsx'
import { IconList } from '../ui/icons.ts'
import css from './number-link.module.css'

type CountedView = z.output<typeof Counted>

export function NumberLink({ of, label }: { of: CountedView; label: string }) {
  const open = useOpenRows()
  return <button type="button" className={css.number} disabled={of.count === 0} aria-label={`${formatNumber(of.count)} ${label}: open the rows`} onClick={() => open(of.rows, label)}>{formatNumber(of.count)}</button>
}

export function useOpenRows() {
  const [, setUrl] = useUrlState()
  return (rows: RowsFilter, label: string) => setUrl({ rows: JSON.stringify(rows), of: label })
}

export function Tiles({ children }: { children: React.ReactNode }) {
  return <div className={css.tiles}>{children}</div>
}

export function Tile({ of, label, children }: { of: CountedView | number; label: string; children?: React.ReactNode }) {
  return (
    <div className={css.tile}>
      <b>{typeof of === 'number' ? <span className={of ? '' : 'o-muted'}>{formatNumber(of)}</span> : <NumberLink of={of} label={label.toLowerCase()} />}</b>
      <span>{label}</span>
      {children}
    </div>
  )
}

/** The rows behind the number that was opened; its address can be shared. */
export function RowsPanel() {
  const [url, setUrl] = useUrlState()
  const filter = read(url.rows)
  if (!filter) return null
  return <Rows filter={filter} label={url.of ?? 'rows'} onClose={() => setUrl({ rows: undefined, of: undefined })} />
}

const read = (text: string | undefined): RowsFilter | null => { try { return text ? (JSON.parse(text) as RowsFilter) : null } catch { return null } }

function Rows({ filter, label, onClose }: { filter: RowsFilter; label: string; onClose: () => void }) {
  const rows = usePages(rowsBehind, { query: { ...filter, limit: 100 } })
  return (
    <SidePanel label="Rows behind the number" title={`${label.charAt(0).toUpperCase()}${label.slice(1)}`} says={rows.total !== undefined ? `${rows.totalIsCapped ? 'More than ' : ''}${counted(rows.total, 'row')}, exactly those that were counted` : undefined} onClose={onClose}>
      {rows.error ? <ErrorState error={rows.error} onRetry={() => void rows.refetch()} />
        : rows.isPending ? <Late><div style={{ display: 'grid', gap: 18 }}>{[70, 55, 80, 60].map((w) => <Bone key={w} w={`${w}%`} h={16} />)}</div></Late>
        : rows.items.length === 0 ? <EmptyState icon={IconList} title="No rows">Nothing was counted here.</EmptyState>
        : rows.items.map((row) => {
            const { to, search } = whereIs(row)
            return (
              <Link key={row.kind + row.id} to={to} search={search as never} className={css.row}>
                <span className={css.row_title}><span className="o-clip">{row.title}</span><span><When at={row.at} /></span></span>
                <small className="o-clip">{row.detail}</small>
              </Link>
            )
          })}
      {rows.hasMore && <Button mt="md" variant="default" onClick={rows.more} loading={rows.isFetching}>Show more</Button>}
    </SidePanel>
  )
}

function whereIs(row: { kind: string; id: string; leadId: string | null; threadId: string | null }): { to: string; search: Record<string, string> } {
  if (row.kind === 'thread' || row.threadId) return { to: '/inbox', search: { open: row.threadId ?? row.id, status: 'all' } }
  if (row.kind === 'inbox') return { to: '/inbox', search: { tab: 'unmatched', open: row.id } }
  if (row.kind === 'draft') return { to: '/approvals', search: { open: row.id } }
  if (row.kind === 'mailbox') return { to: '/mailboxes', search: { open: row.id } }
  return { to: `/leads/${row.leadId ?? row.id}`, search: {} }
}
