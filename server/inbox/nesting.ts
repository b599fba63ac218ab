// How deep the elements of a mail may lie in one another. The parser moves its whole stack for every element it opens, so a mail of
// nothing but <div> would cost the square of its length.
import { Tokenizer } from 'htmlparser2'

const MOST_LEVELS = 2000
const empty = new Set('area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr'.split(' '))
const nothing = () => {}

/** The same page; an element that would lie deeper than {@link MOST_LEVELS} becomes a line break, and its text stays. */
export function shallow(html: string): string {
  const open = new Map<string, number>()
  const tooDeep: [start: number, end: number][] = []
  let depth = 0
  const add = (name: string, by: 1 | -1) => {
    open.set(name, (open.get(name) ?? 0) + by)
    depth += by
  }
  const reader = new Tokenizer({}, {
    onopentagname: (start, end) => {
      const name = html.slice(start, end).toLowerCase()
      if (empty.has(name)) return
      if (depth < MOST_LEVELS) add(name, 1)
      else tooDeep.push([start, end])
    },
    onclosetag: (start, end) => {
      const name = html.slice(start, end).trim().toLowerCase()
      if (open.get(name)) add(name, -1)
    },
    isInForeignContext: () => Boolean(open.get('svg') || open.get('math')),
    onattribdata: nothing, onattribentity: nothing, onattribend: nothing, onattribname: nothing, oncdata: nothing, oncomment: nothing, ondeclaration: nothing,
    onend: nothing, onopentagend: nothing, onprocessinginstruction: nothing, onselfclosingtag: nothing, ontext: nothing, ontextentity: nothing,
  })
  reader.write(html)
  reader.end()
  if (!tooDeep.length) return html
  const parts: string[] = []
  let at = 0
  for (const [start, end] of tooDeep) {
    parts.push(html.slice(at, start), 'br')
    at = end
  }
  return parts.join('') + html.slice(at)
}
