// The search call: prose with sources, no JSON (the provider would silently drop its search).
import type { SearchFor } from '../researching.ts'

export const findNews = ({ name, domain, city, country, industry }: SearchFor, today: string) => ({
  system: [
    'You research companies for a salesperson who writes one honest mail. Use web search; say only what the pages you found say.',
    'If you are not sure that a page speaks of this very company, leave it out. "Nothing found" is a good answer.',
  ].join('\n'),
  prompt: [
    `Company: ${name}${domain ? ` (website ${domain})` : ''}${industry ? `, ${industry}` : ''}${city || country ? `, in ${[city, country].filter(Boolean).join(', ')}` : ''}.`,
    `Today is ${today}. Find what has happened there in the last twelve months: funding, hiring, launches, expansion, new leaders, awards, partnerships, regulation, tools in use, named customers, prices.`,
    'For each thing, one short sentence with its date and the page it is on.',
  ].join('\n'),
})
