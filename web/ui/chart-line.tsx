// A chart over days, loaded only when it is shown, with the same numbers as a table beside it.
import { Button, Table } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { Bone } from './states.tsx'
import { formatNumber } from './values.tsx'

const Drawn = lazy(() => import('./chart-drawn.tsx'))

export interface Series { name: string; values: (number | null)[]; tone: 'accent' | 'good' | 'info' | 'warning' | 'bad' | 'neutral'; kind?: 'line' | 'bar' }
export interface ChartData { label: string; days: string[]; series: Series[] }

export function ChartLine({ data, height = 240 }: { data: ChartData; height?: number }) {
  const [asTable, setAsTable] = useState(false)
  return (
    <figure style={{ margin: 0 }} aria-label={data.label}>
      {asTable ? <Numbers data={data} height={height} /> : <Suspense fallback={<Bone h={height} r={8} />}><Drawn data={data} height={height} /></Suspense>}
      <div style={{ display: 'flex', justifyContent: 'flex-end' }} data-no-print>
        <Button variant="subtle" color="neutral" size="xs" onClick={() => setAsTable(!asTable)} aria-pressed={asTable}>{asTable ? 'Show as chart' : 'Show as table'}</Button>
      </div>
    </figure>
  )
}

function Numbers({ data, height }: { data: ChartData; height: number }) {
  return (
    <Table.ScrollContainer minWidth={360} mah={height} tabIndex={0}>
      <Table stickyHeader verticalSpacing={4} fz={13}>
        <Table.Thead><Table.Tr><Table.Th>Day</Table.Th>{data.series.map((s) => <Table.Th key={s.name} ta="right">{s.name}</Table.Th>)}</Table.Tr></Table.Thead>
        <Table.Tbody>
          {data.days.map((day, i) => <Table.Tr key={day}><Table.Td>{day}</Table.Td>{data.series.map((s) => <Table.Td key={s.name} ta="right" className="o-num">{formatNumber(s.values[i] ?? 0)}</Table.Td>)}</Table.Tr>)}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
