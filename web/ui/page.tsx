// A page: one title, at most one primary action at its right, filters as chips below, then the content.
import { Link } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { Icon } from './icon.tsx'
import { IconArrowLeft } from './icons.ts'
import css from './page.module.css'

/** `full`: the content scrolls by itself (tables). `narrow`: forms. `middle`: reading. Without: as wide as there is room. */
export function Page({ children, width }: { children: ReactNode; width?: 'full' | 'narrow' | 'middle' }) {
  return <div className={`${css.page} ${width ? css[width] : ''}`}>{children}</div>
}

interface Head {
  title: string
  /** Beside the title: a state, a count. */
  beside?: ReactNode
  /** One sentence under the title. */
  says?: ReactNode
  /** The one primary action, rightmost; quieter ones before it. */
  action?: ReactNode
  back?: { to: string; label: string }
}

export function PageHeader({ title, beside, says, action, back }: Head) {
  useEffect(() => { document.title = `${title} · Overture` }, [title])
  return (
    <header className={css.head}>
      <div className={css.words}>
        {back && <Link to={back.to} className={css.back}><Icon of={IconArrowLeft} size={14} />{back.label}</Link>}
        <h1 className={css.title}>{title}{beside}</h1>
        {says && <div className={css.says}>{says}</div>}
      </div>
      <div className={css.actions} data-no-print>{action}</div>
    </header>
  )
}

export function Filters({ children }: { children: ReactNode }) {
  return <div className={css.filters} data-no-print>{children}</div>
}

/** A panel with an optional head. `flush`: the content brings its own margins. */
export function Card({ title, beside, children, flush, className }: { title?: ReactNode; beside?: ReactNode; children: ReactNode; flush?: boolean; className?: string }) {
  return (
    <section className={`${css.card} ${className ?? ''}`}>
      {title && <div className={css.card_head}><h2>{title}</h2>{beside}</div>}
      <div className={`${css.card_body} ${flush ? css.flush : ''}`}>{children}</div>
    </section>
  )
}

/** A part of a settings page: what it is at the left, its fields at the right. */
export function Section({ title, says, children, id }: { title: string; says?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section className={css.section} id={id} aria-label={title}>
      <div><h2>{title}</h2>{says && <div className={css.says}>{says}</div>}</div>
      <div className={css.section_body}>{children}</div>
    </section>
  )
}
