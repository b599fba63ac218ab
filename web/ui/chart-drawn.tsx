// The part of a chart that needs ECharts; always loaded lazily (through ChartLine).
import { useComputedColorScheme } from '@mantine/core'
import { useReducedMotion } from '@mantine/hooks'
import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { colours, type Colour } from '../app/colours.ts'
import { dateFormat } from './formats.ts'
import { language } from './values.tsx'
import type { ChartData } from './chart-line.tsx'

use([LineChart, BarChart, GridComponent, TooltipComponent, LegendComponent, SVGRenderer])

export default function ChartDrawn({ data, height }: { data: ChartData; height: number }) {
  const box = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')
  const still = useReducedMotion()
  useEffect(() => {
    if (!box.current) return
    const paint = (name: Colour) => colours[name][scheme === 'dark' ? 1 : 0]
    const chart = init(box.current, null, { renderer: 'svg' })
    const short = dateFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' })
    const words = { color: paint('muted'), fontFamily: 'Inter Variable', fontSize: 11 }
    chart.setOption({
      animation: !still, animationDuration: 200,
      grid: { left: 36, right: 8, top: 32, bottom: 24 },
      legend: { top: 0, left: 0, icon: 'circle', itemWidth: 8, itemHeight: 8, itemGap: 16, textStyle: { ...words, fontSize: 12 } },
      tooltip: { trigger: 'axis', backgroundColor: paint('raised'), borderColor: paint('line'), padding: [8, 12], textStyle: { color: paint('text'), fontFamily: 'Inter Variable', fontSize: 12 }, axisPointer: { lineStyle: { color: paint('line-strong') } } },
      xAxis: { type: 'category', data: data.days.map((d) => short.format(new Date(`${d}T00:00:00Z`))), axisLine: { lineStyle: { color: paint('line') } }, axisTick: { show: false }, axisLabel: words },
      yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: paint('line') } }, axisLabel: words },
      series: data.series.map((s) => ({
        name: s.name, type: s.kind ?? 'line', data: s.values, smooth: 0.2, showSymbol: false, symbolSize: 6, barMaxWidth: 14,
        lineStyle: { width: 2 }, itemStyle: { color: paint(s.tone), borderRadius: s.kind === 'bar' ? [2, 2, 0, 0] : 0, ...(s.kind === 'bar' && { opacity: 0.35 }) },
      })),
    })
    const watch = new ResizeObserver(() => chart.resize())
    watch.observe(box.current)
    return () => { watch.disconnect(); chart.dispose() }
  }, [data, scheme, still])
  return <div ref={box} style={{ height }} role="img" aria-label={`${data.label}. The same numbers are in the table view.`} />
}
