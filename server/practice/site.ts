// The small web sites of the fictional companies: home, about, news, careers. They exist only inside the process;
// research reads them through its hook for local sites, and nothing ever listens on a port for them.
import { companyAt, industries, type FictionalCompany } from './companies.ts'
import { storyOf } from './story.ts'

export interface LocalPage { status: number; contentType: string; body: string }

/** The page at a path of a fictional company's site; undefined where the domain is not one of theirs. `now` dates the news. */
export function siteOf(domain: string, path: string, now: Date): LocalPage | undefined {
  const company = companyAt(domain)
  if (!company) return undefined
  const at = path.replace(/[?#].*$/, '').replace(/\/+$/, '') || '/'
  if (at === '/robots.txt') return { status: 200, contentType: 'text/plain; charset=utf-8', body: 'User-agent: *\nAllow: /\nDisallow: /intern\n' }
  const draw = pages[at] ?? (at.startsWith('/news/') ? article(at.slice('/news/'.length)) : undefined)
  const page = draw?.(company, now)
  if (!page) return html(404, company, 'Not found', '<h1>Not found</h1><p>There is no page here.</p>')
  return html(200, company, page.title, page.main)
}

export const urlOf = (company: FictionalCompany, path: string): string => `https://${company.domain}${path}`

type Draw = (company: FictionalCompany, now: Date) => { title: string; main: string } | undefined

const home: Draw = (company) => {
  const story = storyOf(company)
  return {
    title: company.name,
    main: `<h1>${text(company.name)}</h1><p class="lead">${text(story.tagline)}</p><p>${text(story.description)}</p>
<section><h2>Latest news</h2><ul>${story.news.map((item) => `<li><a href="/news/${item.slug}">${text(item.headline)}</a></li>`).join('')}</ul></section>
<p><a href="/about">About us</a> · <a href="/careers">Work with us</a></p>`,
  }
}

const about: Draw = (company) => {
  const story = storyOf(company)
  return {
    title: `About ${company.name}`,
    main: `<h1>About us</h1><p>${text(story.about)}</p><p>${text(story.description)}</p>
<h2>Where we are</h2><p>${text(company.name)}, ${text(company.city)}. Field: ${industries[company.industry]}.</p>`,
  }
}

const news: Draw = (company, now) => {
  const story = storyOf(company)
  return {
    title: `News from ${company.name}`,
    main: `<h1>News</h1>${story.news
      .map((item) => `<article><h2><a href="/news/${item.slug}">${text(item.headline)}</a></h2><p><time datetime="${dayOf(now, item.daysAgo)}">${dayOf(now, item.daysAgo)}</time></p><p>${text(item.sentence)}</p></article>`)
      .join('')}`,
  }
}

const article = (slug: string): Draw => (company, now) => {
  const item = storyOf(company).news.find((one) => one.slug === slug)
  if (!item) return undefined
  const day = dayOf(now, item.daysAgo)
  return {
    title: item.headline,
    main: `<article><h1>${text(item.headline)}</h1><p><time datetime="${day}">${day}</time></p><p>${text(item.sentence)} ${text(item.more)}</p></article>`,
  }
}

const careers: Draw = (company) => {
  const story = storyOf(company)
  return {
    title: `Careers at ${company.name}`,
    main: `<h1>Careers</h1><p>We are looking for people in ${text(company.city)}.</p><ul>${story.openings.map((job) => `<li>${text(job.role)} (${text(job.place)})</li>`).join('')}</ul>`,
  }
}

const pages: Record<string, Draw> = { '/': home, '/about': about, '/news': news, '/careers': careers }

/** The day of a news item: so many days before the first of this month, so that it stays the same for weeks. */
export function dayOf(now: Date, daysAgo: number): string {
  const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)
  return new Date(first - daysAgo * 86_400_000).toISOString().slice(0, 10)
}

const text = (plain: string) => plain.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

const html = (status: number, company: FictionalCompany, title: string, main: string): LocalPage => ({
  status,
  contentType: 'text/html; charset=utf-8',
  body: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${text(title)}</title>
<meta name="description" content="${text(storyOf(company).description)}"></head>
<body><header><nav><a href="/">${text(company.name)}</a> <a href="/about">About</a> <a href="/news">News</a> <a href="/careers">Careers</a></nav></header>
<main>${main}</main>
<footer>${text(company.name)}, ${text(company.city)}. A company that does not exist.</footer></body></html>`,
})
