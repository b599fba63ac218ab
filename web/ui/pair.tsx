import type { ReactNode } from 'react'
import css from './pair.module.css'

/** Fields side by side, below each other where there is no room. */
export function Pair({ children }: { children: ReactNode }) {
  return <div className={css.pair}>{children}</div>
}
