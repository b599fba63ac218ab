// The door: setup, sign-in and invitation stand in the same frame. Beside the form, what Overture is about: a letter,
// and the fact that one of its sentences stands on.
import { useEffect, type FormEvent, type ReactNode } from 'react'
import css from './entrance.module.css'
import { Mark } from './mark.tsx'

export function Entrance({ title, says, children, onSubmit }: { title: string; says: ReactNode; children: ReactNode; onSubmit?: (e: FormEvent) => void }) {
  useEffect(() => { document.title = `${title} · Overture` }, [title])
  return (
    <div className={css.entrance}>
      <main className={css.side}>
        <div className={css.brand}><Mark size={24} />Overture</div>
        <div className={css.middle}>
          <form className={css.form} onSubmit={onSubmit} noValidate>
            <h1>{title}</h1>
            <div className={css.lead}>{says}</div>
            {children}
          </form>
        </div>
      </main>
      <aside className={css.picture} aria-hidden="true">
        <div className={css.letter}>
          <div className={css.to}><span>To Ana Ribeiro, Head of Sales</span><span>09:12 in Lisbon</span></div>
          <p>Hi Ana,</p>
          <p><span className={css.lit}>I saw you are opening an office in Porto and hiring four account executives for it.</span></p>
          <p>New reps tend to spend their first months finding out whom to write to. We hand them a list with a reason for each name on day one.</p>
          <p>Worth ten minutes next week?</p>
        </div>
        <div className={css.fact}><b>Expansion, 12 November</b><span>“Four account executives will join our new Porto office in January.” ribeiro.example/news</span></div>
        <p className={css.caption}>Overture reads before it writes, shows what each sentence stands on, and stops the moment somebody answers.</p>
      </aside>
    </div>
  )
}
