// How much of how much: a meter, a progress, an interval with whiskers, a row of small bars.
import { Tooltip } from '@mantine/core'
import css from './measures.module.css'
import { formatNumber, formatShare } from './values.tsx'

/** Used of a limit, with words. Amber from 90 %, red when it is over. */
export function Meter({ value, of, label, words, tone }: { value: number; of: number; label: string; words?: string; tone?: 'good' | 'warning' | 'bad' }) {
  const share = of > 0 ? value / of : 0
  const colour = tone ?? (share > 1 ? 'bad' : share >= 0.9 ? 'warning' : undefined)
  return (
    <div className={css.meter}>
      <div className={css.track} role="meter" aria-label={label} aria-valuenow={value} aria-valuemin={0} aria-valuemax={of} aria-valuetext={words ?? `${value} of ${of}`}>
        <div className={`${css.fill} ${colour ? css[colour] : ''}`} style={{ width: `${Math.min(100, share * 100)}%` }} />
      </div>
      <span>{words ?? `${formatNumber(value)} of ${formatNumber(of)}`}</span>
    </div>
  )
}

/** Long work: n of total, and what else there is to say (rate, time left). */
export function ProgressBar({ done, total, label, more }: { done: number; total: number | null; label: string; more?: string | undefined }) {
  const share = total ? Math.min(1, done / total) : 0
  return (
    <div className={css.progress}>
      <div className={css.line}><span>{label}: {formatNumber(done)}{total ? ` of ${formatNumber(total)}` : ''}</span><span>{more}</span></div>
      <div className={css.track} role="progressbar" aria-label={label} aria-valuenow={Math.round(share * 100)} aria-valuemin={0} aria-valuemax={100}>
        <div className={css.fill} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  )
}

export interface Interval { share: number | null; low: number | null; high: number | null; of: number; verdict: 'ok' | 'too few to tell' }

/** A share with its 95 % interval on a scale from 0 to `max`. Too few rows are said in words, never drawn as certain. */
export function WhiskerBar({ of: s, max = 1, label }: { of: Interval; max?: number; label: string }) {
  if (s.share === null || s.low === null || s.high === null) return <span className={css.few}>–</span>
  const at = (v: number) => `${Math.min(100, (v / max) * 100)}%`
  const words = `${label}: ${formatShare(s.share)}. With 95 % certainty between ${formatShare(s.low)} and ${formatShare(s.high)} (out of ${formatNumber(s.of)}).${s.verdict === 'ok' ? '' : ' Too few to tell.'}`
  return (
    <Tooltip label={words} multiline maw={300}>
      <div className={`${css.whisker} ${s.verdict === 'ok' ? '' : css.vague}`} role="img" aria-label={words}>
        <div className={css.range} style={{ left: at(s.low), width: `calc(${at(s.high)} - ${at(s.low)})` }} />
        <div className={css.point} style={{ left: at(s.share) }} />
      </div>
    </Tooltip>
  )
}

/** "4.1 %", or that there are too few. */
export function ShareWords({ of: s }: { of: Interval }) {
  if (s.share === null) return <span className={css.few}>–</span>
  if (s.verdict !== 'ok') return <span className={css.few}>too few to tell</span>
  return <span className="o-num">{formatShare(s.share)}</span>
}

/** A row of small bars without axes; the last one is now. */
export function SmallBars({ values, label, height = 28, now = values.length - 1 }: { values: number[]; label: string; height?: number; /** The place of today's bar; those behind it are to come. */ now?: number }) {
  const most = Math.max(1, ...values)
  return (
    <div className={css.bars} style={{ '--h': `${height}px` } as React.CSSProperties} role="img" aria-label={`${label}: ${values.join(', ')}`}>
      {values.map((v, i) => <i key={i} className={i === now ? css.now : i > now ? css.ahead : undefined} style={{ height: `${Math.max(v ? 6 : 2, (v / most) * 100)}%` }} />)}
    </div>
  )
}
